// The HTTP API (design, section 6) over the picture service: request in, response out, no sockets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/api/access.h"
#include "server/api/answers.h"
#include "server/api/cors.h"
#include "server/api/picture_service.h"
#include "server/api/readiness.h"
#include "server/api/route.h"
#include "server/http/application.h"
#include "server/metrics/request_counter.h"

namespace ppc::server {

struct ApiSettings {
  std::uint64_t max_body_bytes = 5 * 1024 * 1024;
  std::vector<std::string> allowed_origins;
  AccessSettings access{};
};

class ApiRoutes final : public Application {
 public:
  ApiRoutes(PictureService& service, PictureServiceParts parts, ApiSettings settings);

  Admission admit(const Request& head) override;
  Task<Response> handle(const Request& request) override;
  Response refuse(const Request& head, const BadRequest& problem) override;
  void finished(const Request& head, const Response& response, double seconds) override;

 private:
  /// A request whose route, method and parameters are right, or the answer that says what is wrong.
  struct Call {
    RouteMatch match;
    std::string user_id;
    Variant variant = 0;
    std::optional<Response> answer;
  };

  Call read_call(const Request& request) const;
  void finish(Response& response, const Request& head, Resource resource) const;
  std::optional<Response> answer_at_hand(const Request& head, const Call& call);
  Task<std::optional<Response>> wait_for_admission(Task<std::optional<Response>> pending, const Request& head,
                                                   Resource resource) const;
  /// Not a coroutine: one less for each request.
  Task<Response> serve(const Request& request, const Call& call);
  Response found(const Request& request, const Call& call, const HeldRecord& record) const;
  Task<Response> get_picture(const Request& request, const Call& call);
  Task<Response> put_picture(const Request& request, const Call& call);
  Task<Response> delete_picture(const Request& request, const Call& call);
  Task<Response> post_batch(const Request& request);

  PictureService& service_;
  PictureServiceParts parts_;
  ApiSettings settings_;
  CorsPolicy cors_;
  AccessControl access_;
  Readiness readiness_;
  RequestCounter counter_;
};

}  // namespace ppc::server
