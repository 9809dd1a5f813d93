// One setting: its name, what it means, and how its text becomes a value.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "server/config/config.h"

namespace ppc::server {

/// An empty text when the value was taken, else what the setting takes ("a number from 1 to 5").
using Setter = std::function<std::string(Config&, const std::string&)>;

struct Setting {
  enum class Kind { kValue, kSwitch, kSecret };  // of a secret no error repeats the value

  std::string_view name;  // "redis-ca-file": the flag --redis-ca-file, the variable PPC_REDIS_CA_FILE
  std::string_view meaning;
  std::string_view otherwise;  // what holds without it
  Setter set;
  Kind kind = Kind::kValue;
};

// Setters for members of Config.

template <class Number>
Setter number(Number Config::*member, long long least, long long most);
/// Of the characters `allowed` (empty: any) and never empty itself; else it is told to take `takes`.
Setter text(std::string Config::*member, std::string_view allowed, std::string_view takes);
/// "true" or "false"; as a flag it has no value.
Setter on_or_off(bool Config::*member);
/// What `split` at commas gives, each accepted by `accepts`.
Setter list(std::vector<std::string> Config::*member, bool (*accepts)(const std::string&),
            std::string_view takes);
/// One of a few words.
Setter one_of(std::string Config::*member, const std::vector<std::string_view>& words);

}  // namespace ppc::server
