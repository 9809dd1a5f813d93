#include "server/http/request_log.h"

#include <doctest/doctest.h>

namespace ppc::server {
namespace {

std::string id_for(std::string_view given) {
  Request request;
  request.headers.push_back({"x-request-id", given});
  return request_id_of(request);
}

}  // namespace

TEST_CASE("a request keeps the id that it came with") {
  CHECK(id_for("abc-123_4.5") == "abc-123_4.5");
  CHECK(id_for(std::string(64, 'x')) == std::string(64, 'x'));
}

TEST_CASE("an id that could break a log line or a header is replaced by a new one") {
  for (const std::string& given :
       {std::string(), std::string(65, 'x'), std::string("a b"), std::string("a\"b"), std::string("é")}) {
    CAPTURE(given);
    const std::string id = id_for(given);
    CHECK(id.size() == 16);
    CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
  CHECK(request_id_of(Request{}) != request_id_of(Request{}));
}

}  // namespace ppc::server
