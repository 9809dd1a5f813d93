// Times as HTTP and Signature V4 write them. All in UTC; milliseconds are cut off.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/types.h"

namespace ppc::server {

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string format_http_date(Millis time);
/// Nothing unless it is that form; other forms of HTTP are obsolete and not read.
std::optional<Millis> parse_http_date(std::string_view text);
/// "20130524T000000Z"
std::string format_amz_date(Millis time);
/// Nothing unless it is exactly that form and a day of the calendar.
std::optional<Millis> parse_amz_date(std::string_view text);
/// "2013-05-24T00:00:00Z"
std::string format_iso_date(Millis time);

}  // namespace ppc::server
