#include "server/embedded/store_routes.h"

#include "server/base/percent.h"
#include "server/embedded/store_answers.h"
#include "server/http/request_log.h"

namespace ppc::server {
namespace {

s3::PresentedUrl presented(const Request& request) {
  s3::PresentedUrl url{request.method, request.path, request.query, {}};
  for (const auto& header : request.headers) {
    std::string name(header.name);
    for (char& c : name) c = (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    url.headers.emplace_back(std::move(name), header.value);
  }
  return url;
}

}  // namespace

StoreRoutes::StoreRoutes(const FolderStore& store, s3::Verifier verifier, std::string bucket,
                         const Clock& clock, Metrics& metrics)
    : store_(store),
      verifier_(std::move(verifier)),
      bucket_(std::move(bucket)),
      clock_(clock),
      metrics_(metrics),
      counter_(metrics, "store") {}

Admission StoreRoutes::admit(const Request& head) {
  Admission admission;
  admission.answer = answer(head);
  return admission;
}

Task<Response> StoreRoutes::handle(const Request& request) { co_return answer(request); }

Response StoreRoutes::answer(const Request& request) {
  Response response = request.method == "OPTIONS" ? cors_preflight() : read(request);
  response.route = "object";
  add_cors(response);
  return response;
}

Response StoreRoutes::read(const Request& request) {
  const Millis now = clock_.now();
  if (const auto refusal = verifier_.check(presented(request), now)) return xml_error(*refusal, request.path);
  if (request.method != "GET" && request.method != "HEAD") {
    Response response =
        xml_error({405, "MethodNotAllowed", "The specified method is not allowed against this resource."},
                  request.path);
    response.add_header("Allow", "GET, HEAD, OPTIONS");
    return response;
  }
  const std::string path = percent_decode(request.path).value_or("/");
  const std::string prefix = '/' + bucket_ + '/';
  if (!path.starts_with(prefix)) {
    return xml_error({404, "NoSuchBucket", "The specified bucket does not exist"}, request.path);
  }
  auto object = store_.read(std::string_view(path).substr(prefix.size()));
  if (object.ok()) {
    return object_response(request, std::move(object.value()), s3::Verifier::expires_at(request.query) - now);
  }
  if (object.error().kind == ErrorKind::kNotFound) {
    return xml_error({404, "NoSuchKey", "The specified key does not exist."}, request.path);
  }
  log_failure(request, object.error().message);
  metrics_.count_error("object_store");
  return xml_error({503, "ServiceUnavailable", "The stored object cannot be read."}, request.path);
}

Response StoreRoutes::refuse(const Request& head, const BadRequest& problem) {
  metrics_.count_refused(problem.code);
  const char* code = problem.status == 408 ? "RequestTimeout" : "InvalidRequest";
  Response response = xml_error({problem.status, code, problem.message}, head.path);
  response.route = "object";
  add_cors(response);
  return response;
}

void StoreRoutes::finished(const Request& head, const Response& response, double seconds) {
  counter_.count(response.route, response.status, seconds);
  log_request("store", head, response, seconds);
}

}  // namespace ppc::server
