// The embedded object store's endpoint: what a browser needs of S3. Presigned GET and HEAD, nothing else; no
// listing.
#pragma once

#include <string>

#include "server/embedded/folder_store.h"
#include "server/http/application.h"
#include "server/metrics/request_counter.h"
#include "server/ports/clock.h"
#include "server/s3/verify.h"

namespace ppc::server {

class StoreRoutes final : public Application {
 public:
  StoreRoutes(const FolderStore& store, s3::Verifier verifier, std::string bucket, const Clock& clock,
              Metrics& metrics);

  Admission admit(const Request& head) override;
  Task<Response> handle(const Request& request) override;
  Response refuse(const Request& head, const BadRequest& problem) override;
  void finished(const Request& head, const Response& response, double seconds) override;

 private:
  Response answer(const Request& request);
  Response read(const Request& request);

  const FolderStore& store_;
  s3::Verifier verifier_;
  std::string bucket_;
  const Clock& clock_;
  Metrics& metrics_;
  RequestCounter counter_;
};

}  // namespace ppc::server
