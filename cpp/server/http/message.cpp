#include "server/http/message.h"

#include <algorithm>
#include <iterator>

namespace ppc::server {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

struct Reason {
  int status;
  std::string_view phrase;
};

constexpr Reason kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {204, "No Content"},
    {206, "Partial Content"},
    {302, "Found"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view reason_phrase(int status) {
  for (const auto& reason : kReasons) {
    if (reason.status == status) return reason.phrase;
  }
  return "Unknown";
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& header : headers) {
    if (equals_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::size_t Request::count_of(std::string_view name) const {
  const auto count = std::count_if(headers.begin(), headers.end(), [&](const Header& header) {
    return equals_ignoring_case(header.name, name);
  });
  return static_cast<std::size_t>(count);
}

Response::Response(int status_code, std::string_view content_type, std::string content)
    : status(status_code), body(std::move(content)) {
  add_header("Content-Type", content_type);
}

void Response::add_header(std::string_view name, std::string_view value) {
  constexpr std::size_t kUsualSize = 256;
  if (header_lines_.empty()) header_lines_.reserve(kUsualSize);
  header_lines_.append(name).append(": ");
  if (value.find('\r') == std::string_view::npos && value.find('\n') == std::string_view::npos) {
    header_lines_.append(value);
  } else {
    std::copy_if(value.begin(), value.end(), std::back_inserter(header_lines_),
                 [](char c) { return c != '\r' && c != '\n'; });
  }
  header_lines_.append("\r\n");
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  std::string_view rest = header_lines_;
  while (!rest.empty()) {
    const auto end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    const auto colon = line.find(": ");
    if (equals_ignoring_case(line.substr(0, colon), name)) return line.substr(colon + 2);
  }
  return std::nullopt;
}

}  // namespace ppc::server
