#include "server/config/setting.h"

#include <algorithm>
#include <charconv>

#include "server/base/query.h"

namespace ppc::server {

template <class Number>
Setter number(Number Config::*member, long long least, long long most) {
  return [=](Config& config, const std::string& text) -> std::string {
    long long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
      return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    }
    config.*member = static_cast<Number>(value);
    return {};
  };
}

template Setter number(int Config::*, long long, long long);
template Setter number(std::uint16_t Config::*, long long, long long);
template Setter number(std::uint64_t Config::*, long long, long long);
template Setter number(long long Config::*, long long, long long);
template Setter number(double Config::*, long long, long long);

Setter text(std::string Config::*member, std::string_view allowed, std::string_view takes) {
  return [=](Config& config, const std::string& value) -> std::string {
    const bool good =
        !value.empty() && (allowed.empty() || value.find_first_not_of(allowed) == std::string::npos);
    if (!good) return std::string(takes);
    config.*member = value;
    return {};
  };
}

Setter on_or_off(bool Config::*member) {
  return [=](Config& config, const std::string& value) -> std::string {
    if (value != "true" && value != "false") return "true or false";
    config.*member = value == "true";
    return {};
  };
}

Setter list(std::vector<std::string> Config::*member, bool (*accepts)(const std::string&),
            std::string_view takes) {
  return [=](Config& config, const std::string& value) -> std::string {
    for (std::string_view part : split(value, ',')) {
      while (part.starts_with(' ')) part.remove_prefix(1);
      std::string item(part);
      if (!accepts(item)) return std::string(takes);
      (config.*member).push_back(std::move(item));
    }
    return {};
  };
}

Setter one_of(std::string Config::*member, const std::vector<std::string_view>& words) {
  return [=](Config& config, const std::string& value) -> std::string {
    if (std::find(words.begin(), words.end(), value) != words.end()) return config.*member = value, "";
    std::string takes;
    for (std::size_t i = 0; i < words.size(); ++i) {
      takes.append(i == 0 ? "" : i + 1 == words.size() ? " or " : ", ").append(words[i]);
    }
    return takes;
  };
}

}  // namespace ppc::server
