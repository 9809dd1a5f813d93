#include "core/records/backend_answer.h"

#include <doctest/doctest.h>

#include <cmath>

#include "record_kinds.h"

namespace ppc {
namespace {

TEST_CASE("a single answer is read as the design gives it") {
  const auto answer = parse_single_answer(
      R"({"userId":"Zo\u00eb","url":"https://s.example/a?b=1&c=\u0026","version":"9a03","expiresAt":1700003600000,)"
      R"("contentType":"image/png","bytes":10240,"serverTime":1700000000000})");
  CHECK(answer.has_value());
  const SingleAnswer read = answer.value_or(SingleAnswer{});
  CHECK(read.server_time == 1'700'000'000'000);
  CHECK(read.picture.user_id == "Zo\u00EB");
  CHECK(read.picture.url == "https://s.example/a?b=1&c=&");
  CHECK(read.picture.version == "9a03");
  CHECK(read.picture.expires_at == 1'700'003'600'000);
  CHECK(read.picture.content_type == "image/png");
  CHECK(read.picture.bytes == 10'240);
}

TEST_CASE("a batch answer is read as the design gives it, in its order") {
  const auto answer = parse_batch_answer(
      R"({"pictures":[{"userId":"1","url":"u1","version":"v1","expiresAt":11,"contentType":"image/gif","bytes":5},)"
      R"({"userId":"2","url":"u2","version":"v2","expiresAt":12}],"missing":["3","4"],"serverTime":10})");
  CHECK(answer.has_value());
  const BatchAnswer read = answer.value_or(BatchAnswer{});
  CHECK(read.server_time == 10);
  CHECK(read.missing == Keys{"3", "4"});
  CHECK(read.pictures.size() == 2);
  if (read.pictures.size() != 2) return;
  CHECK(read.pictures[0].user_id == "1");
  CHECK(read.pictures[0].content_type == "image/gif");
  CHECK(read.pictures[0].bytes == 5);
  CHECK(read.pictures[1].url == "u2");
  CHECK(read.pictures[1].version == "v2");
  CHECK(read.pictures[1].expires_at == 12);
  CHECK(read.pictures[1].content_type == "");
  CHECK(read.pictures[1].bytes == 0);
}

TEST_CASE("an empty batch answer is an answer") {
  const auto answer = parse_batch_answer(R"({"pictures":[],"missing":[],"serverTime":1})");
  CHECK(answer.has_value());
}

TEST_CASE("a malformed picture is left out of a batch and its neighbours stay") {
  for (const char* picture : {"null", "1", R"("1")", "[]", R"([{"userId":"1"}])", "{}", R"({"userId":"1"})",
                              R"({"userId":"1","url":"u","version":"w","expiresAt":-1})",
                              R"({"userId":"1","url":{"a":1},"version":"w","expiresAt":1})",
                              R"({"userId":"1","userId":"2","url":"u","version":"w","expiresAt":1})"}) {
    CAPTURE(picture);
    const auto answer = BatchPicture::parse(picture);
    CHECK(answer.has_value());
    CHECK(answer.value_or(BatchAnswer{}).pictures.size() == 2);
  }
}

TEST_CASE("nothing of a malformed picture reaches the next one") {
  const auto answer = BatchPicture::parse(
      R"({"userId":"1","url":"u","version":"w","expiresAt":"soon","contentType":"image/gif","bytes":77})");
  CHECK(answer.has_value());
  for (const PictureRecord& picture : answer.value_or(BatchAnswer{}).pictures) {
    CHECK(picture.user_id == "n");
    CHECK(picture.bytes == 0);
    CHECK(picture.content_type == "");
  }
}

TEST_CASE("a malformed missing id is left out and the others stay") {
  const auto answer = parse_batch_answer(
      R"({"pictures":[],"missing":["1",2,null,true,[],["9"],{"a":"b"},"","a\u0000b","3"],"serverTime":1})");
  CHECK(answer.has_value());
  CHECK(answer.value_or(BatchAnswer{}).missing == Keys{"1", "3"});
}

TEST_CASE("an error of the backend is no answer") {
  const char* error = R"({"error":{"code":"not_found","message":"no picture"}})";
  CHECK_FALSE(parse_single_answer(error).has_value());
  CHECK_FALSE(parse_batch_answer(error).has_value());
}

TEST_CASE("the two answers are not taken for each other") {
  CHECK_FALSE(parse_batch_answer(object_of(Single::members())).has_value());
  CHECK_FALSE(parse_single_answer(object_of(Batch::members())).has_value());
}

TEST_CASE("200 pictures with URLs of 8 KB are read") {
  std::string pictures;
  for (int i = 0; i < 200; ++i) {
    if (i > 0) pictures += ',';
    Members members =
        with(BatchPicture::members(), "userId", std::string("\"").append(std::to_string(i)).append("\""));
    pictures += object_of(with(members, "url", "\"" + std::string(8000, 'a') + "\""));
  }
  const auto answer = parse_batch_answer(R"({"pictures":[)" + pictures + R"(],"missing":[],"serverTime":1})");
  CHECK(answer.value_or(BatchAnswer{}).pictures.size() == 200);
}

TEST_CASE("an answer of 2 MiB is read, one byte more is not") {
  const std::string text = object_of(Batch::members());
  CHECK(Batch::accepts(text + std::string(kMaxAnswerBytes - text.size(), ' ')));
  CHECK_FALSE(Batch::accepts(text + std::string(kMaxAnswerBytes + 1 - text.size(), ' ')));
  const std::string single = object_of(Single::members());
  CHECK(Single::accepts(single + std::string(kMaxAnswerBytes - single.size(), ' ')));
  CHECK_FALSE(Single::accepts(single + std::string(kMaxAnswerBytes + 1 - single.size(), ' ')));
}

TEST_CASE("nesting of 8 levels is read, of 9 is not") {
  CHECK(accepts_with<Batch>("a", "[[[[[[[]]]]]]]"));
  CHECK_FALSE(accepts_with<Batch>("a", "[[[[[[[[]]]]]]]]"));
  CHECK(accepts_with<Single>("a", "[[[[[[[]]]]]]]"));
  CHECK_FALSE(accepts_with<Single>("a", "[[[[[[[[]]]]]]]]"));
}

TEST_CASE("a byte order mark at the start is skipped") {
  CHECK(Batch::accepts("\xEF\xBB\xBF" + object_of(Batch::members())));
}

}  // namespace
}  // namespace ppc
