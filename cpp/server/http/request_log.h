// What is noted of every request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/http/message.h"

namespace ppc::server {

/// The id that a proxy or client gave the request in X-Request-Id, when it is 1 to 64 of A-Z a-z 0-9 . _ -,
/// else a new one of 16 hexadecimal digits.
std::string request_id_of(const Request& request);

/// Writes
/// {"event":"request","id":...,"service":...,"method":...,"path":...,"route":...,"status":...,"ms":...,
/// "peer":...} at level info. The query is left out: it may be a signature.
void log_request(std::string_view service, const Request& head, const Response& response, double seconds);

/// Writes a failure that made a request end in an error, with the request's id.
void log_failure(const Request& request, std::string_view message);

}  // namespace ppc::server
