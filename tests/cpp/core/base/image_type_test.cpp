#include "core/base/image_type.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace ppc {
namespace {

using namespace std::string_literals;

std::string type_of(const std::string& bytes) {
  const std::vector<std::uint8_t> data(bytes.begin(), bytes.end());
  return std::string(image_type_of(data).value_or(""));
}

const std::string kJpeg = "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1"s;
const std::string kPng = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s;
const std::string kWebp = "RIFF\x24\0\0\0WEBPVP8 "s;
const std::string kAvif = "\0\0\0\x20"s + "ftypavif\0\0\0\0"s;

TEST_CASE("the five allowed types are told by their first 16 bytes") {
  CHECK(type_of(kJpeg) == "image/jpeg");
  CHECK(type_of(kPng) == "image/png");
  CHECK(type_of(kWebp) == "image/webp");
  CHECK(type_of(kAvif) == "image/avif");
  CHECK(type_of("\0\0\0\x20"s + "ftypavis\0\0\0\0"s) == "image/avif");
  CHECK(type_of("GIF87a\1\0\1\0\0\0\0\0\0\0"s) == "image/gif");
  CHECK(type_of("GIF89a\1\0\1\0\0\0\0\0\0\0"s) == "image/gif");
}

TEST_CASE("an SVG is not a picture") {
  CHECK(type_of("<svg xmlns=\"http://www.w3.org/2000/svg\"/>") == "");
  CHECK(type_of("<?xml version=\"1.0\"?><svg/>") == "");
  CHECK(type_of("\xEF\xBB\xBF<svg/>") == "");
}

TEST_CASE("an error page and an empty body are not pictures") {
  CHECK(type_of("") == "");
  CHECK(type_of("<!DOCTYPE html><html>") == "");
  CHECK(type_of("{\"error\":{}}") == "");
}

TEST_CASE("other containers of the same families are not pictures") {
  CHECK(type_of("RIFF\x24\0\0\0WAVEfmt "s) == "");
  CHECK(type_of("XXXX\x24\0\0\0WEBPVP8 "s) == "");
  CHECK(type_of("\0\0\0\x20"s + "ftypheic\0\0\0\0"s) == "");
  CHECK(type_of("\0\0\0\x20"s + "ftypisom\0\0\0\0"s) == "");
}

TEST_CASE("bytes cut off inside the signature are not a picture") {
  CHECK(type_of(kJpeg.substr(0, 2)) == "");
  CHECK(type_of(kPng.substr(0, 7)) == "");
  CHECK(type_of(kWebp.substr(0, 11)) == "");
  CHECK(type_of(kAvif.substr(0, 11)) == "");
  CHECK(type_of("GIF89") == "");
}

TEST_CASE("a content type is judged without its case, blanks and parameters") {
  for (const char* type : {"image/jpeg", "image/png", "image/webp", "image/avif", "image/gif", "IMAGE/PNG",
                           " image/png ", "image/png; charset=binary", "image/png\t;q=1"}) {
    CHECK(is_allowed_image_type(type));
  }
}

TEST_CASE("any other content type is refused") {
  for (const char* type : {"", ";", "image/svg+xml", "image/svg+xml; image/png", "image/pngx", "image/pn",
                           "image/", "text/html", "application/octet-stream", "image/png image/jpeg"}) {
    CHECK_FALSE(is_allowed_image_type(type));
  }
}

}  // namespace
}  // namespace ppc
