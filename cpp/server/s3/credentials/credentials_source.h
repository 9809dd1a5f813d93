// Where the keys of the object store come from, and how new ones are noticed.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "server/base/result.h"
#include "server/s3/sigv4.h"

namespace ppc::server::s3 {

/// The first that is given counts: the two keys here, those of the environment, the file.
struct CredentialsSettings {
  Credentials given;
  std::string file;  // in the form of ~/.aws/credentials
  std::string profile = "default";
};

/// A variable's value; empty when it is not set.
using Environment = std::function<std::string(const char* name)>;
std::string system_environment(const char* name);

/// For one event loop. A file is looked at again once a second and read again when it has changed.
class CredentialsSource {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// kInvalid with a sentence when there are none, or only one of two keys. The sentence never holds a value.
  static Result<std::shared_ptr<CredentialsSource>> open(const CredentialsSettings& settings,
                                                         const Environment& environment = system_environment);
  /// Credentials that never change.
  static std::shared_ptr<CredentialsSource> fixed(Credentials credentials);

  /// The newest that could be read: while a new file is unreadable or half written, the old ones.
  const Credentials& current(TimePoint now = std::chrono::steady_clock::now());

 private:
  /// What changes when a file is written in place or replaced.
  struct Stamp {
    unsigned long long device = 0, inode = 0;
    long long size = -1, seconds = 0, nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
  };

  CredentialsSource() = default;
  static Stamp stamp_of(const std::string& file);
  Result<Credentials> read() const;
  void read_again();

  Credentials credentials_;
  std::string file_;  // empty: never read again
  std::string profile_;
  Stamp stamp_;
  TimePoint next_look_{};
};

}  // namespace ppc::server::s3
