#include "server/embedded/store_answers.h"

#include <algorithm>

#include "server/base/time_text.h"
#include "server/http/conditions.h"

namespace ppc::server {
namespace {

constexpr std::string_view kMethods = "GET, HEAD, OPTIONS";

std::string xml_text(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

void add_validators(Response& response, const ObjectInfo& info, Millis signature_left) {
  const auto seconds = static_cast<long long>(std::max(0.0, signature_left) / 1000);
  response.add_header("ETag", '"' + info.version + '"');
  response.add_header("Last-Modified", format_http_date(info.modified_at));
  response.add_header("Cache-Control", "private, max-age=" + std::to_string(seconds));
  response.add_header("Accept-Ranges", "bytes");
}

/// Range counts only for GET, and with If-Range only while the object is that version.
RangeAnswer range_of(const Request& request, const ObjectInfo& info) {
  const auto if_range = request.header("If-Range");
  const bool applies = request.method == "GET" && (!if_range || names_etag_strongly(*if_range, info.version));
  return answer_range(applies ? request.header("Range") : std::nullopt, info.bytes);
}

/// 200, 206 or 416.
Response content_response(const Request& request, StoredObject object, Millis signature_left) {
  const ObjectInfo& info = object.info;
  const std::string size = std::to_string(info.bytes);
  const RangeAnswer part = range_of(request, info);
  if (part.kind == RangeAnswer::Kind::kUnsatisfiable) {
    Response response =
        xml_error({416, "InvalidRange", "The requested range is not satisfiable"}, request.path);
    response.add_header("Content-Range", "bytes */" + size);
    return response;
  }
  Response response(200, info.content_type, {});
  add_validators(response, info, signature_left);
  response.add_header("X-Content-Type-Options", "nosniff");
  if (part.kind == RangeAnswer::Kind::kWhole) {
    response.body = std::move(object.bytes);
    return response;
  }
  const auto [first, last] = part.range;
  response.status = 206;
  response.add_header("Content-Range",
                      "bytes " + std::to_string(first) + '-' + std::to_string(last) + '/' + size);
  response.body = object.bytes.substr(first, last - first + 1);
  return response;
}

}  // namespace

Response xml_error(const s3::Refusal& refusal, std::string_view resource) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + xml_text(refusal.code) +
                    "</Code><Message>" + xml_text(refusal.message) + "</Message><Resource>" +
                    xml_text(resource) + "</Resource></Error>";
  Response response(refusal.status, "application/xml", std::move(xml));
  response.add_header("Cache-Control", "no-store");
  return response;
}

Response object_response(const Request& request, StoredObject object, Millis signature_left) {
  const ObjectInfo& info = object.info;
  const auto if_match = request.header("If-Match");
  if (if_match && !names_etag_strongly(*if_match, info.version)) {
    return xml_error({412, "PreconditionFailed", "The stored version is not the one in If-Match."},
                     request.path);
  }
  const auto if_none_match = request.header("If-None-Match");
  if (if_none_match && names_etag(*if_none_match, info.version)) {
    Response response(304);
    add_validators(response, info, signature_left);
    return response;
  }
  return content_response(request, std::move(object), signature_left);
}

void add_cors(Response& response) {
  response.add_header("Access-Control-Allow-Origin", "*");
  response.add_header(
      "Access-Control-Expose-Headers",
      "ETag, Content-Length, Content-Type, Content-Range, Accept-Ranges, Last-Modified, Date");
  response.add_header("Timing-Allow-Origin", "*");
  response.add_header("Cross-Origin-Resource-Policy", "cross-origin");
}

Response cors_preflight() {
  Response response(204);
  response.add_header("Allow", kMethods);
  response.add_header("Access-Control-Allow-Methods", kMethods);
  response.add_header("Access-Control-Allow-Headers", "*");
  response.add_header("Access-Control-Max-Age", "3600");
  return response;
}

}  // namespace ppc::server
