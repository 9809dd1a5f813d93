#include "server/pictures/pointer.h"

#include <doctest/doctest.h>

#include "server/ports/object_store.h"

namespace ppc::server {
namespace {

const std::string kEdition = "Abcdefghij0123456789";
const std::string kPrevious(20, '0');
const std::string kNote = "1 " + kEdition + ' ' + kPrevious + " 10:v64 20:v128 30:v256 40:\"v-512\"";

Pointer a_pointer() {
  return {kEdition, kPrevious, {{{"v64", 10}, {"v128", 20}, {"v256", 30}, {"\"v-512\"", 40}}}};
}

std::string replaced(const std::string& what, const std::string& by) {
  return std::string(kNote).replace(kNote.find(what), what.size(), by);
}

}  // namespace

TEST_CASE("a pointer is written and read") {
  CHECK(format_pointer(a_pointer()).value() == kNote);
  CHECK(parse_pointer(kNote) == a_pointer());
  Pointer first = a_pointer();
  first.previous.clear();
  CHECK(parse_pointer(format_pointer(first).value()) == first);
}

TEST_CASE("a pointer with the longest versions fits into a note") {
  Pointer pointer = a_pointer();
  for (auto& variant : pointer.variants) variant = {std::string(128, '~'), UINT64_MAX};
  const std::string note = format_pointer(pointer).value();
  CHECK(note.size() <= kMaxNoteSize);
  CHECK(parse_pointer(note) == pointer);
}

TEST_CASE("a version that a note cannot hold is refused") {
  for (const std::string& version :
       std::vector<std::string>{"", "a b", "a\n", "caf\xc3\xa9", std::string(129, 'a')}) {
    CAPTURE(version);
    Pointer pointer = a_pointer();
    pointer.variants[2].version = version;
    CHECK_FALSE(format_pointer(pointer).ok());
  }
}

TEST_CASE("a note that is not exactly a pointer is none") {
  const std::vector<std::string> wrong = {"",
                                          "1",
                                          kNote + ' ',
                                          ' ' + kNote,
                                          kNote + " 50:v",
                                          kNote.substr(0, kNote.rfind(' ')),
                                          '2' + kNote.substr(1),
                                          replaced(" 20", "  20"),
                                          replaced("20:v128", "20v128"),
                                          replaced("20:v128", "20:"),
                                          replaced("20:v128", ":v128"),
                                          replaced("20:v128", "020:v128"),
                                          replaced("20:v128", "-20:v128"),
                                          replaced("20:v128", "2x:v128"),
                                          replaced("20:v128", "99999999999999999999:v128"),
                                          replaced(kEdition, "-"),
                                          replaced(kEdition, "Abcdefghij012345678_"),
                                          replaced(kEdition, std::string(19, 'a')),
                                          replaced(kPrevious, ""),
                                          replaced(kPrevious, std::string(21, '0'))};
  for (const auto& note : wrong) {
    CAPTURE(note);
    CHECK_FALSE(parse_pointer(note));
  }
}

TEST_CASE("the sizes of a picture lie beside its pointer, apart by edition and size") {
  CHECK(variant_key("users/ab/current", kEdition, 64) == "users/ab/" + kEdition + "/64.webp");
  CHECK(variant_key("users/ab/current", kEdition, 512) == "users/ab/" + kEdition + "/512.webp");
}

}  // namespace ppc::server
