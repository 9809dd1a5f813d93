#include "core/records/json_reader.h"

#define JSON_NO_IO  // streams would be linked in
#include <nlohmann/json.hpp>
#include <string>

namespace ppc {
namespace {

using Json = nlohmann::json;

// The handler that sax_parse() asks for: each function answers whether to go on.
class Events {
 public:
  Events(JsonVisitor& visitor, std::uint32_t depth_limit) : visitor_(visitor), depth_limit_(depth_limit) {}

  bool null() { return tell({}); }
  bool boolean(bool value) { return tell({.kind = JsonScalar::Kind::kFlag, .flag = value}); }
  bool number_integer(Json::number_integer_t value) { return number(static_cast<double>(value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return number(static_cast<double>(value)); }
  bool number_float(double value, const std::string&) { return number(value); }
  bool string(std::string& value) { return tell({.kind = JsonScalar::Kind::kText, .text = value}); }
  bool binary(Json::binary_t&) { return false; }
  bool key(std::string& value) {
    if (skipped_ == 0) key_.swap(value);
    return true;
  }
  bool start_object(std::size_t) { return open(false); }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(true); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

 private:
  bool number(double value) { return tell({.kind = JsonScalar::Kind::kNumber, .number = value}); }

  bool tell(const JsonScalar& value) {
    if (skipped_ == 0) visitor_.scalar(key_, value);
    return true;
  }

  bool open(bool is_array) {
    if (++depth_ > depth_limit_) return false;
    if (skipped_ > 0) {
      ++skipped_;
      return true;
    }
    const JsonStep step = visitor_.open(key_, is_array);
    key_.clear();
    if (step == JsonStep::kSkip) skipped_ = 1;
    return step != JsonStep::kStop;
  }

  bool close() {
    --depth_;
    if (skipped_ > 0) {
      --skipped_;
      return true;
    }
    visitor_.close();
    key_.clear();
    return true;
  }

  JsonVisitor& visitor_;
  std::uint32_t depth_limit_;
  std::uint32_t depth_ = 0;
  std::uint32_t skipped_ = 0;  // open objects and arrays from the skipped one inwards
  std::string key_;
};

}  // namespace

bool read_json(std::string_view text, JsonLimits limits, JsonVisitor& visitor) {
  // The parser takes a NUL byte for the end of the text and would not see what follows.
  if (text.size() > limits.bytes || text.find('\0') != std::string_view::npos) return false;
  Events events(visitor, limits.depth);
  return Json::sax_parse(text.data(), text.data() + text.size(), &events);
}

}  // namespace ppc
