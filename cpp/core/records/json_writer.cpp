#include "core/records/json_writer.h"

#include <cmath>

#include "core/base/utf8.h"
#include "core/records/number_text.h"

namespace ppc {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (static_cast<unsigned char>(c) < 0x20) {
    out += "\\u00";
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[c & 0xF];
  } else {
    out += c;
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    if (!next.valid) {
      out += kReplacement;
    } else if (next.bytes == 1) {
      append_escaped(out, text.front());
    } else {
      out += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  out += '"';
}

}  // namespace

void JsonWriter::begin(std::string_view key, char bracket) {
  separate(key);
  out_ += bracket;
}

void JsonWriter::end(char bracket) { out_ += bracket; }

void JsonWriter::separate(std::string_view key) {
  if (!out_.empty() && out_.back() != '{' && out_.back() != '[') out_ += ',';
  if (key.empty()) return;
  append_quoted(out_, key);
  out_ += ':';
}

void JsonWriter::text(std::string_view key, std::string_view value) {
  separate(key);
  append_quoted(out_, value);
}

void JsonWriter::number(std::string_view key, double value) {
  if (!(std::abs(value) < kNumberLimit)) return null(key);
  separate(key);
  append_number(out_, value);
}

void JsonWriter::count(std::string_view key, std::uint64_t value) {
  separate(key);
  append_count(out_, value);
}

void JsonWriter::flag(std::string_view key, bool value) {
  separate(key);
  out_ += value ? "true" : "false";
}

void JsonWriter::null(std::string_view key) {
  separate(key);
  out_ += "null";
}

}  // namespace ppc
