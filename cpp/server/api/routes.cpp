#include "server/api/routes.h"

#include "core/base/image_type.h"
#include "server/api/parameters.h"
#include "server/http/compression.h"
#include "server/http/conditions.h"
#include "server/http/request_log.h"
#include "server/ports/picture_json.h"

namespace ppc::server {
namespace {

Response no_picture(std::string_view user_id) {
  return error_response({404, "no_picture", "user '" + std::string(user_id) + "' has no profile picture"});
}

Response unavailable(const Request& request, const Error& error) {
  log_failure(request, error.message);
  return error_response({503, "unavailable", "the picture store cannot answer now; try again later"});
}

/// What an upload was refused for; the sentence is about the bytes that were sent.
Response not_taken(const Request& request, const Error& error) {
  switch (error.kind) {
    case ErrorKind::kInvalid:
      return error_response({415, "damaged_image", error.message});
    case ErrorKind::kTooLarge:
      return error_response({413, "too_many_pixels", error.message});
    case ErrorKind::kBusy: {
      Response response = error_response({503, "busy", error.message});
      response.add_header("Retry-After", "1");
      return response;
    }
    default:
      return unavailable(request, error);
  }
}

/// It is all there when its head is.
bool is_bare_lookup(const Request& head, Resource resource) {
  const bool is_lookup = resource == Resource::kPicture || resource == Resource::kImage;
  return is_lookup && (head.method == "GET" || head.method == "HEAD") && !head.header("Content-Length") &&
         !head.header("Transfer-Encoding");
}

Task<Response> answered(Response response) { co_return response; }

/// What holds at this moment only.
Task<Response> of_now(Task<Response> task) {
  Response response = co_await std::move(task);
  response.add_header("Cache-Control", "no-store");
  co_return response;
}

}  // namespace

ApiRoutes::ApiRoutes(PictureService& service, PictureServiceParts parts, ApiSettings settings)
    : service_(service),
      parts_(parts),
      settings_(std::move(settings)),
      cors_(settings_.allowed_origins),
      access_(settings_.access, parts.metrics),
      readiness_(parts.store, parts.cache, parts.clock),
      counter_(parts.metrics, "api") {}

ApiRoutes::Call ApiRoutes::read_call(const Request& request) const {
  Call call;
  call.match = match_route(request.method, request.path);
  const Resource resource = call.match.resource;
  if (resource == Resource::kUnknown) {
    call.answer = error_response({404, "unknown_route", "there is nothing at this path"});
  } else if (!allows_method(call.match, request.method)) {
    call.answer =
        error_response({405, "method_not_allowed", "this path takes the methods in the Allow header"});
    call.answer->add_header("Allow", allowed_methods(call.match));
  } else if (request.method == "OPTIONS") {
    call.answer = cors_.preflight(request, allowed_methods(call.match));
  } else if (resource == Resource::kPicture || resource == Resource::kImage) {
    auto user_id = user_id_of(call.match.raw_user_id);
    auto variant = variant_of(request.query);
    if (const auto* error = std::get_if<ApiError>(&user_id)) {
      call.answer = error_response(*error);
    } else if (const auto* size_error = std::get_if<ApiError>(&variant)) {
      call.answer = error_response(*size_error);
    } else {
      call.user_id = std::move(std::get<0>(user_id));
      call.variant = std::get<0>(variant);
    }
  }
  return call;
}

Admission ApiRoutes::admit(const Request& head) {
  Call call = read_call(head);
  const Resource resource = call.match.resource;
  Admission admission;
  if (call.answer) {
    admission.answer = std::move(call.answer);
  } else {
    admission = access_.check(head, resource, call.user_id);
    if (!admission.answer && !admission.pending) admission.answer = answer_at_hand(head, call);
  }
  if (admission.answer) finish(*admission.answer, head, resource);
  if (admission.pending) {
    admission.pending = wait_for_admission(std::move(*admission.pending), head, resource);
  }
  if (head.method == "PUT") admission.body_limit = settings_.max_body_bytes;
  if (head.method == "POST") admission.body_limit = kMaxBatchBytes;
  return admission;
}

/// Most lookups wait for nothing: they go without the coroutines of those that do.
std::optional<Response> ApiRoutes::answer_at_hand(const Request& head, const Call& call) {
  if (!is_bare_lookup(head, call.match.resource)) return std::nullopt;
  const auto held = service_.at_hand(call.user_id, call.variant);
  if (!held) return std::nullopt;
  return found(head, call, *held);
}

Task<std::optional<Response>> ApiRoutes::wait_for_admission(Task<std::optional<Response>> pending,
                                                            const Request& head, Resource resource) const {
  auto answer = co_await std::move(pending);
  if (answer) finish(*answer, head, resource);
  co_return answer;
}

void ApiRoutes::finish(Response& response, const Request& head, Resource resource) const {
  response.route = route_label(resource);
  cors_.apply(head, response);
}

Task<Response> ApiRoutes::handle(const Request& request) {
  const Call call = read_call(request);
  Response response = co_await serve(request, call);
  const Resource resource = call.match.resource;
  if (resource == Resource::kBatch || resource == Resource::kMetrics) compress(request, response);
  finish(response, request, call.match.resource);
  co_return response;
}

Task<Response> ApiRoutes::serve(const Request& request, const Call& call) {
  if (call.answer) return answered(*call.answer);
  switch (call.match.resource) {
    case Resource::kPicture:
      if (request.method == "PUT") return put_picture(request, call);
      if (request.method == "DELETE") return delete_picture(request, call);
      return get_picture(request, call);
    case Resource::kImage:
      return get_picture(request, call);
    case Resource::kBatch:
      return post_batch(request);
    case Resource::kReady:
      return of_now(readiness_.answer());
    case Resource::kMetrics:
      return of_now(
          answered(Response(200, "text/plain; version=0.0.4; charset=utf-8", parts_.metrics.text())));
    case Resource::kHealth:
    case Resource::kUnknown:
      break;
  }
  return of_now(answered(Response(200, "application/json; charset=utf-8", "{\"alive\":true}")));
}

Response ApiRoutes::found(const Request& request, const Call& call, const HeldRecord& record) const {
  const Millis now = parts_.clock.now();
  const SignedPicture& picture = record.picture;
  if (call.match.resource == Resource::kImage) return redirect_response(picture, now);
  const auto known = request.header("If-None-Match");
  if (known && names_etag(*known, picture.version)) return not_modified_response(picture);
  return picture_response(200, call.user_id, record, now);
}

Task<Response> ApiRoutes::get_picture(const Request& request, const Call& call) {
  const std::vector<std::string> user_ids(1, call.user_id);
  auto pictures = co_await service_.find(user_ids, call.variant);
  if (!pictures.ok()) co_return unavailable(request, pictures.error());
  const auto& picture = pictures.value().front();
  if (!picture) co_return no_picture(call.user_id);
  co_return found(request, call, {*picture, picture_members(*picture)});
}

Task<Response> ApiRoutes::put_picture(const Request& request, const Call& call) {
  if (request.body.empty()) {
    co_return error_response({400, "empty_body", "the body must be the bytes of the picture"});
  }
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(request.body.data()), request.body.size());
  const auto type = image_type_of(bytes);
  if (!type) {
    co_return error_response({415, "not_an_image",
                              "the body must be a JPEG, PNG, WebP, GIF or AVIF picture (of the brand avif or "
                              "avis); its first bytes are not"});
  }
  auto picture = co_await service_.replace(call.user_id, request.body, *type, call.variant);
  if (!picture.ok()) co_return not_taken(request, picture.error());
  const HeldRecord record{picture.value(), picture_members(picture.value())};
  co_return picture_response(201, call.user_id, record, parts_.clock.now());
}

Task<Response> ApiRoutes::delete_picture(const Request& request, const Call& call) {
  const auto removed = co_await service_.remove(call.user_id);
  if (!removed.ok()) co_return unavailable(request, removed.error());
  co_return Response(204);
}

Task<Response> ApiRoutes::post_batch(const Request& request) {
  const auto parsed = parse_batch(request.body);
  if (const auto* error = std::get_if<ApiError>(&parsed)) co_return error_response(*error);
  const auto& batch = std::get<BatchRequest>(parsed);
  auto pictures = co_await service_.find(batch.user_ids, batch.variant);
  if (!pictures.ok()) co_return unavailable(request, pictures.error());
  co_return batch_response(batch.user_ids, pictures.value(), parts_.clock.now());
}

Response ApiRoutes::refuse(const Request& head, const BadRequest& problem) {
  parts_.metrics.count_refused(problem.code);
  Response response = error_response({problem.status, std::string(problem.code), problem.message});
  if (problem.retry_after > 0) response.add_header("Retry-After", std::to_string(problem.retry_after));
  response.route = route_label(match_route(head.method, head.path).resource);
  cors_.apply(head, response);
  return response;
}

void ApiRoutes::finished(const Request& head, const Response& response, double seconds) {
  counter_.count(response.route, response.status, seconds);
  log_request("api", head, response, seconds);
}

}  // namespace ppc::server
