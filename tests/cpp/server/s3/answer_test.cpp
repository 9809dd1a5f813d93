#include "server/s3/requests/answer.h"

#include <doctest/doctest.h>

#include "server/base/time_text.h"
#include "server/s3/requests/xml.h"

namespace ppc::server::s3 {
namespace {

using http_client::Response;

const Millis kNow = *parse_amz_date("20260102T030405Z");

Settings settings_of_test() {
  Settings settings;
  settings.endpoints = parse_endpoints("http://a:9000").value();
  settings.bucket = "pictures";
  return settings;
}

Response error_answer(int status, const std::string& code, std::vector<Field> headers = {}) {
  return {status, std::move(headers),
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code +
              "</Code><Message>m</Message></Error>"};
}

std::string explained(const Response& response) {
  return explain(failure_of(response, kNow), settings_of_test());
}

bool says(const Response& response, const char* part) {
  const std::string text = explained(response);
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an answer is done, missing, refused, busy or failing") {
  CHECK(verdict_of(200, "") == Verdict::kDone);
  CHECK(verdict_of(204, "") == Verdict::kDone);
  CHECK(verdict_of(404, "NoSuchKey") == Verdict::kMissing);
  for (int status : {301, 400, 401, 403, 409, 412, 501})
    CHECK(verdict_of(status, "AccessDenied") == Verdict::kRefused);
  for (int status : {500, 502, 503, 504}) CHECK(verdict_of(status, "") == Verdict::kFailing);
  CHECK(verdict_of(429, "") == Verdict::kBusy);
  CHECK(verdict_of(503, "SlowDown") == Verdict::kBusy);
  CHECK(verdict_of(400, "RequestTimeout") == Verdict::kBusy);
}

TEST_CASE("the code is that of the error, and empty without one") {
  CHECK(code_of(error_answer(403, "AccessDenied")) == "AccessDenied");
  CHECK(code_of({403, {}, ""}).empty());
  CHECK(code_of({403, {}, "<html>Forbidden</html>"}).empty());
  CHECK(code_of({200, {}, "<Result><Code>5</Code></Result>"}).empty());
}

TEST_CASE("a refusal names the setting to look at") {
  CHECK(says(error_answer(403, "InvalidAccessKeyId"), "--access-key"));
  CHECK(says(error_answer(403, "SignatureDoesNotMatch"), "--secret-key"));
  CHECK(says(error_answer(400, "ExpiredToken"), "AWS_SESSION_TOKEN"));
  CHECK(says(error_answer(404, "NoSuchBucket"), "--init-bucket"));
  CHECK(says(error_answer(403, "AccessDenied"), "s3:ListBucket"));
  CHECK(says({403, {}, ""}, "'pictures'"));
  CHECK(says(error_answer(500, "InternalError"), "it answered 500 InternalError"));
  CHECK(says({404, {}, ""}, "--s3"));
}

TEST_CASE("another region is named when the store tells it") {
  CHECK(explained({301, {{"x-amz-bucket-region", "eu-west-1"}}, ""}) ==
        "the bucket 'pictures' is in another region ('eu-west-1') than --region says ('us-east-1')");
  const Response told{
      400, {}, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>"};
  CHECK(says(told, "('eu-west-1')"));
}

TEST_CASE("a clock that is off is named, by the code or by the answer's date") {
  const Field an_hour_later{"Date", format_http_date(kNow + 60 * 60000)};
  CHECK(explained(error_answer(403, "RequestTimeTooSkewed", {an_hour_later})) ==
        "this machine's clock and the object store's differ too much: this one is 60 minutes behind; set the "
        "clock (NTP)");
  CHECK(says({403, {{"Date", format_http_date(kNow - 20 * 60000)}}, ""}, "20 minutes ahead"));
  CHECK(says({403, {{"Date", format_http_date(kNow - 60000)}}, ""}, "its keys may not use"));
}

TEST_CASE("elements of XML are found with attributes, and entities are read") {
  const std::string xml = "<A xmlns=\"x\"><B>1</B><BB>2</BB><B/><B>&lt;&amp;amp;&#9;</B></A>";
  CHECK(xml_texts_of(xml, "B") == std::vector<std::string>{"1", "<&amp;&#9;"});
  CHECK(xml_elements(xml, "A").size() == 1);
  CHECK(xml_text_of(xml, "C").empty());
  CHECK(xml_elements("<A>never closed", "A").empty());
  CHECK(xml_elements("<A", "A").empty());
  CHECK(xml_escaped("<a&\"'>") == "&lt;a&amp;&quot;&apos;&gt;");
}

}  // namespace ppc::server::s3
