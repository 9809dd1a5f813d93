#include "server/pictures/avif_content.h"

#include <doctest/doctest.h>

#include "server/pictures/av1_size.h"
#include "server/pictures/renditions.h"
#include "support/pictures.h"

namespace ppc::server {
namespace {

using namespace test;
using namespace std::string_view_literals;

std::string an_avif(int width, int height, int bands = 3) {
  return encode(draw(width, height, bands, noise), "image/avif");
}

std::string replaced(std::string file, std::string_view what, std::string_view by) {
  const auto at = file.find(what);
  REQUIRE(at != std::string::npos);
  return file.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("the size of an AVIF is that of its coded picture") {
  CHECK(avif_pixels(an_avif(200, 150)) == 200 * 150);
  CHECK(avif_pixels(an_avif(64, 64, 4)) == 64 * 64);
}

TEST_CASE("an AVIF that claims to be smaller than its coded picture is refused before it is decoded") {
  std::string file = an_avif(1500, 1000);
  for (auto at = file.find("ispe"); at != std::string::npos; at = file.find("ispe", at + 4)) {
    file.replace(at + 8, 8, "\0\0\0\x64\0\0\0\x64"sv);
  }
  const auto made = make_renditions(file, "image/avif", 1'000'000);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().kind == ErrorKind::kTooLarge);
}

TEST_CASE("an AVIF of tiles, of another codec or of unknown parts is none that is taken") {
  const std::string file = an_avif(100, 100);
  for (const char* type : {"grid", "iovl", "iden", "hvc1", "jpeg", "AV01"}) {
    const std::string other = replaced(file, "av01", type);
    CHECK_FALSE(avif_pixels(other));
    CHECK(is_other_avif(other));
    CHECK(make_renditions(other, "image/avif", 1'000'000)
              .error()
              .message.starts_with("this kind of AVIF is not"));
  }
  CHECK_FALSE(is_other_avif(file));
  const std::string cut_off = file.substr(0, file.size() - 1);
  CHECK_FALSE(is_other_avif(cut_off));
  CHECK(make_renditions(cut_off, "image/avif", 1'000'000)
            .error()
            .message.starts_with("the picture is damaged"));
}

TEST_CASE("an AVIF with two descriptions is ambiguous") {
  const std::string file = an_avif(100, 100);
  const auto meta = file.find("meta") - 4;
  const auto size =
      static_cast<std::uint8_t>(file[meta + 2]) * 256U + static_cast<std::uint8_t>(file[meta + 3]);
  CHECK_FALSE(avif_pixels(file + file.substr(meta, size)));
  CHECK_FALSE(avif_pixels(file + "x"));
}

TEST_CASE("no AVIF that is cut off or changed in one byte makes the parser read beyond it") {
  const std::string file = an_avif(64, 48, 4);
  for (std::size_t size = 0; size < file.size(); ++size) {
    CHECK_FALSE(avif_pixels(std::string(file, 0, size)));
  }
  for (std::size_t at = 0; at < std::min<std::size_t>(file.size(), 700); ++at) {
    for (const char byte : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string changed = file;
      changed[at] = byte;
      avif_pixels(changed);
    }
  }
}

TEST_CASE("sequence headers say how large a frame may be") {
  // Still and reduced, in 8 and 8 bits: 200 x 150.
  CHECK(av1_pixels("\x0a"
                   "\x05"
                   "\x18"
                   "\x1d"
                   "\xf1"
                   "\xe5"
                   "\x40"sv) == 200 * 150);
  // With timing, a decoder's model and two operating points, in 10 and 9 bits: 640 x 480.
  CHECK(av1_pixels("\x0a"
                   "\x1c"
                   "\x04"
                   "\x00"
                   "\x00"
                   "\x00"
                   "\x04"
                   "\x00"
                   "\x00"
                   "\x00"
                   "\x06"
                   "\x4a"
                   "\x40"
                   "\x00"
                   "\x00"
                   "\x00"
                   "\x52"
                   "\x98"
                   "\x40"
                   "\x01"
                   "\x18"
                   "\x0a"
                   "\x02"
                   "\xe6"
                   "\x00"
                   "\x03"
                   "\x26"
                   "\x27"
                   "\xfe"
                   "\xf8"sv) == 640 * 480);
  CHECK_FALSE(av1_pixels(""));
  CHECK_FALSE(av1_pixels("\x12\0"sv));
  CHECK_FALSE(av1_pixels("\x0a\x7f\0"sv));
  CHECK_FALSE(av1_pixels("\x0a\x01\x18"sv));
  CHECK_FALSE(av1_pixels("\x8a\x01\x18"sv));
  // 16 bits for a size of 1 x 1: any frame may say more.
  CHECK(av1_pixels("\x0a"
                   "\x07"
                   "\x18"
                   "\x3f"
                   "\xc0"
                   "\x00"
                   "\x00"
                   "\x00"
                   "\x00"sv) == 65536ULL * 65536ULL);
}

}  // namespace ppc::server
