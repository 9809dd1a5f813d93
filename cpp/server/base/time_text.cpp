#include "server/base/time_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace ppc::server {
namespace {

constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Parts {
  int year;
  unsigned month, day, weekday, hour, minute, second;
};

Parts parts_of(Millis time) {
  using namespace std::chrono;
  const sys_seconds at{seconds{static_cast<long long>(std::floor(time / 1000))}};
  const sys_days days = floor<std::chrono::days>(at);
  const year_month_day date{days};
  const hh_mm_ss<seconds> clock{at - days};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          weekday{days}.c_encoding(),
          static_cast<unsigned>(clock.hours().count()),
          static_cast<unsigned>(clock.minutes().count()),
          static_cast<unsigned>(clock.seconds().count())};
}

template <class... Values>
std::string print(const char* format, Values... values) {
  std::array<char, 64> text;
  const int size = std::snprintf(text.data(), text.size(), format, values...);
  return std::string(text.data(), static_cast<std::size_t>(size));
}

std::optional<unsigned> digits(std::string_view text) {
  unsigned value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

/// What was read of a time; nothing where there were no digits.
struct ReadParts {
  std::optional<unsigned> year, month, day, hour, minute, second;
};

std::optional<Millis> time_of(const ReadParts& p) {
  using namespace std::chrono;
  if (!p.year || !p.month || !p.day || !p.hour || !p.minute || !p.second) return std::nullopt;
  const year_month_day date{year{static_cast<int>(*p.year)}, month{*p.month}, day{*p.day}};
  if (!date.ok() || *p.hour > 23 || *p.minute > 59 || *p.second > 59) return std::nullopt;
  const sys_seconds at = sys_days{date} + hours{*p.hour} + minutes{*p.minute} + seconds{*p.second};
  return static_cast<Millis>(at.time_since_epoch().count()) * 1000;
}

}  // namespace

std::string format_http_date(Millis time) {
  const Parts p = parts_of(time);
  return print("%s, %02u %s %04d %02u:%02u:%02u GMT", kDays[p.weekday], p.day, kMonths[p.month - 1], p.year,
               p.hour, p.minute, p.second);
}

std::string format_amz_date(Millis time) {
  const Parts p = parts_of(time);
  return print("%04d%02u%02uT%02u%02u%02uZ", p.year, p.month, p.day, p.hour, p.minute, p.second);
}

std::string format_iso_date(Millis time) {
  const Parts p = parts_of(time);
  return print("%04d-%02u-%02uT%02u:%02u:%02uZ", p.year, p.month, p.day, p.hour, p.minute, p.second);
}

std::optional<Millis> parse_amz_date(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  return time_of({digits(text.substr(0, 4)), digits(text.substr(4, 2)), digits(text.substr(6, 2)),
                  digits(text.substr(9, 2)), digits(text.substr(11, 2)), digits(text.substr(13, 2))});
}

std::optional<Millis> parse_http_date(std::string_view text) {
  // "Sun, 06 Nov 1994 08:49:37 GMT"; the day of the week says nothing new.
  if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  const auto month_number = static_cast<unsigned>(month - kMonths.begin()) + 1;
  return time_of({digits(text.substr(12, 4)), month_number, digits(text.substr(5, 2)),
                  digits(text.substr(17, 2)), digits(text.substr(20, 2)), digits(text.substr(23, 2))});
}

}  // namespace ppc::server
