// HTTP requests and responses as plain values: what routes see. No sockets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/networks.h"

namespace ppc::server {

/// Views into the connection's buffers: valid until the response has been made.
struct Request {
  struct Header {
    std::string_view name;
    std::string_view value;
  };

  std::string_view method;  // as sent: methods are case-sensitive
  std::string_view path;    // still percent-encoded; starts with '/'
  std::string_view query;   // still encoded; without '?'
  std::vector<Header> headers;
  std::string_view body;
  IpAddress peer{};  // the other end of the connection, normalised: a client or a proxy
  std::string id{};  // for the log and the answer; see request_log.h

  /// The first header of that name, any case.
  std::optional<std::string_view> header(std::string_view name) const;
  std::size_t count_of(std::string_view name) const;
};

/// Everything but Date, Content-Length and Connection, which the connection adds.
class Response {
 public:
  explicit Response(int status_code) : status(status_code) {}
  Response(int status_code, std::string_view content_type, std::string content);

  /// `value` must come from us or be checked: line breaks are left out.
  void add_header(std::string_view name, std::string_view value);
  std::optional<std::string_view> header(std::string_view name) const;
  /// "Name: value\r\n" for each header.
  const std::string& header_lines() const { return header_lines_; }

  int status;
  std::string body;
  std::string_view route = "unknown";  // label of the metrics; a string literal

 private:
  std::string header_lines_;
};

bool equals_ignoring_case(std::string_view a, std::string_view b);
/// "Not Found" for 404.
std::string_view reason_phrase(int status);

}  // namespace ppc::server
