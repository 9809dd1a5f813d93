// Whether the parts behind the API answer.
#pragma once

#include <memory>
#include <optional>

#include "server/base/event.h"
#include "server/http/message.h"
#include "server/ports/clock.h"
#include "server/ports/object_store.h"
#include "server/ports/url_cache.h"

namespace ppc::server {

/// For one event loop. Whoever asks often learns what held a moment ago: the parts are asked at most once a
/// second, and once for all who ask meanwhile.
class Readiness {
 public:
  Readiness(ObjectStore& store, UrlCache& cache, const Clock& clock)
      : store_(store), cache_(cache), clock_(clock) {}

  /// {"objectStore":"ok","urlCache":"unavailable"}; 503 without the object store.
  Task<Response> answer();

 private:
  bool is_known() const;
  Task<void> ask();

  ObjectStore& store_;
  UrlCache& cache_;
  const Clock& clock_;
  std::shared_ptr<Event> asking_;  // null: nobody asks
  std::optional<Millis> asked_at_;
  bool store_answers_ = false;
  bool cache_answers_ = false;
};

}  // namespace ppc::server
