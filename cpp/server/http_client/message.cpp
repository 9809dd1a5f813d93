#include "server/http_client/message.h"

#include "server/http/message.h"

namespace ppc::server::http_client {

std::optional<std::string_view> Response::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (equals_ignoring_case(field, name)) return value;
  }
  return std::nullopt;
}

std::string request_head(const Request& request) {
  std::string head = request.method + ' ' + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  // A PUT of nothing has a length too; without one, servers wait or answer 411.
  const bool has_body = !request.body.empty() || request.method == "PUT";
  if (has_body) head.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  return head.append("\r\n");
}

}  // namespace ppc::server::http_client
