// Writes JSON text, in the order of the calls. Its output is always valid JSON when begin_*() and end_*() are
// paired.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ppc {

/// Text that is not valid UTF-8 is kept readable: each byte that cannot be read becomes U+FFFD.
/// Numbers read back as the same double (see append_number()). NaN, the infinities and what is beyond
/// kNumberLimit become null.
class JsonWriter {
 public:
  /// `key` is left out (empty) for the outermost value and in an array.
  void begin_object(std::string_view key = {}) { begin(key, '{'); }
  void begin_array(std::string_view key) { begin(key, '['); }
  void end_object() { end('}'); }
  void end_array() { end(']'); }
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, double value);
  /// Without loss: a double would round a count above 2^53.
  void count(std::string_view key, std::uint64_t value);
  void flag(std::string_view key, bool value);
  void null(std::string_view key);
  /// The text written so far; the writer is empty afterwards.
  std::string take() { return std::move(out_); }

 private:
  void begin(std::string_view key, char bracket);
  void end(char bracket);
  void separate(std::string_view key);

  std::string out_;
};

}  // namespace ppc
