// The keys of a file that may change while the server runs.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "server/auth/keys.h"
#include "server/base/file.h"
#include "server/ports/clock.h"

namespace ppc::server {

struct KeyFile {
  std::string path;
  bool is_key_set = false;  // a JSON Web Key Set rather than one secret or PEM key
  Algorithm algorithm = Algorithm::kRs256;
};

/// May be used by several event loops at once.
class KeyRing {
 public:
  using Warn = std::function<void(std::string_view)>;

  /// kInvalid or kUnavailable when the file cannot be used. `warn` is told when a later one cannot; it may be
  /// called by any of the threads.
  static Result<std::unique_ptr<KeyRing>> open(KeyFile file, const Clock& clock, Warn warn);

  /// The keys of now; never null. Looks at the file when the last look was a second ago.
  std::shared_ptr<const Keys> keys();
  /// Looks at the file now. A file that cannot be used is told of once, and the keys from before stay.
  void reload_if_changed();
  Algorithm algorithm() const { return file_.algorithm; }

 private:
  KeyRing(KeyFile file, const Clock& clock, Warn warn);
  Result<Done> load();
  bool is_time_to_look();

  const KeyFile file_;
  const Clock& clock_;
  const Warn warn_;
  std::atomic<Millis> looked_at_;
  std::mutex mutex_;  // of the look at the file; not of the keys
  FileStamp stamp_;   // of the file last looked at, usable or not
  std::atomic<std::shared_ptr<const Keys>> keys_;
};

}  // namespace ppc::server
