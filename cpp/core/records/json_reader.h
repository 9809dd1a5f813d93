// JSON text as a flat run of events, so that a record is read without building a tree. The only place where
// the parser of nlohmann/json is instantiated: it is most of the module's size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ppc {

/// A value that is neither an object nor an array. The view lives as long as the call.
struct JsonScalar {
  enum class Kind : std::uint8_t { kNull, kFlag, kNumber, kText };
  Kind kind = Kind::kNull;
  bool flag = false;
  double number = 0;           // finite; integers above 2^53 are rounded
  std::string_view text = {};  // valid UTF-8
};

/// What to do with an object or array that begins.
enum class JsonStep : std::uint8_t { kEnter, kSkip, kStop };

/// Told of each value in order. `key` is empty in an array and at the top.
class JsonVisitor {
 public:
  virtual void scalar(std::string_view key, const JsonScalar& value) = 0;
  /// kSkip: nothing of it is told, nor its end. kStop: the text is refused.
  virtual JsonStep open(std::string_view key, bool is_array) = 0;
  /// The end of the object or array that was entered last.
  virtual void close() = 0;

 protected:
  ~JsonVisitor() = default;
};

struct JsonLimits {
  std::size_t bytes;    // of the text
  std::uint32_t depth;  // objects and arrays inside each other, the outermost included
};

/// False when `text` is not one JSON value (RFC 8259) and nothing else, breaks a limit or was stopped; the
/// visitor has then been told a part. Refused as well: invalid UTF-8, raw or as a lone surrogate escape; a
/// NUL byte; a number beyond a double. A byte order mark at the start is skipped. Never recurses.
bool read_json(std::string_view text, JsonLimits limits, JsonVisitor& visitor);

}  // namespace ppc
