// What the API does, free of HTTP: look up, replace and remove pictures over the ports.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/turns.h"
#include "server/metrics/metrics.h"
#include "server/pictures/publication.h"
#include "server/pictures/rendition_pool.h"
#include "server/ports/clock.h"
#include "server/ports/object_store.h"
#include "server/ports/url_cache.h"
#include "server/s3/presign.h"

namespace ppc::server {

struct PictureServiceParts {
  UrlCache& cache;
  ObjectStore& store;
  s3::Presigner& presigner;
  const Clock& clock;
  Metrics& metrics;
  RenditionPool& renditions;
  Turns& turns;
};

class PictureService {
 public:
  PictureService(PictureServiceParts parts, int url_lifetime_seconds);

  /// What find() would answer of one user, when that needs no waiting: most lookups do not.
  HeldPicture at_hand(const std::string& user_id, Variant variant);
  using Pictures = std::vector<std::optional<SignedPicture>>;
  /// One answer for each user, in order; nothing for a user without a picture. Every URL has at least 5
  /// minutes of its signature left, or is fresh when signatures are shorter than that. The cache's failure is
  /// not an error.
  Task<Result<Pictures>> find(const std::vector<std::string>& user_ids, Variant variant);
  /// Makes the picture's sizes of the bytes and publishes them, then drops every cached URL of the user, then
  /// answers the new record. `content_type` is what the bytes are. What the bytes are to blame for is
  /// kInvalid or kTooLarge, with a sentence for the one who sent them; kBusy: not now.
  Task<Result<SignedPicture>> replace(const std::string& user_id, std::string_view bytes,
                                      std::string_view content_type, Variant variant);
  Task<Result<Done>> remove(const std::string& user_id);

 private:
  struct Miss {
    std::size_t index;
    CacheTicket ticket;
  };

  Task<std::vector<CacheLookup>> look_up(const std::vector<std::string>& keys);
  Task<Result<Done>> fill(const std::vector<std::string>& user_ids, Variant variant,
                          const std::vector<Miss>& misses, Pictures& pictures);
  Task<Result<Done>> drop_urls(const std::string& user_id);
  SignedPicture sign(const PublishedObject& object);
  bool usable(const SignedPicture& picture, Millis now) const;

  PictureServiceParts parts_;
  Publisher publisher_;
  int url_lifetime_seconds_;
};

}  // namespace ppc::server
