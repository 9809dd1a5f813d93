#include "server/s3/requests/answer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/ttl/lifetimes.h"
#include "server/base/time_text.h"
#include "server/s3/requests/xml.h"
#include "server/s3/setting_names.h"

namespace ppc::server::s3 {
namespace {

/// S3 refuses a request that is dated further from its clock.
constexpr Millis kMostClockGap = 15 * kMinute;

std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (std::string_view part : parts) text += part;
  return text;
}

std::string explain_clock(Millis gap) {
  std::string text = "this machine's clock and the object store's differ too much";
  if (gap != 0) {
    const auto minutes = std::to_string(static_cast<long long>(std::round(std::abs(gap) / kMinute)));
    text += join({": this one is ", minutes, gap > 0 ? " minutes behind" : " minutes ahead"});
  }
  return text + "; set the clock (NTP)";
}

std::string explain_access(const Settings& settings) {
  constexpr std::string_view kNeeds =
      "': they need s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket (without the last, a "
      "missing "
      "picture is refused too); look at ";
  return join({"its keys may not use the bucket '", settings.bucket, kNeeds, kAccessKeySetting,
               " and at the bucket's policy"});
}

std::string explain_region(const Failure& failure, const Settings& settings) {
  const std::string there = failure.region.empty() ? "" : " ('" + failure.region + "')";
  return join({"the bucket '", settings.bucket, "' is in another region", there, " than ", kRegionSetting,
               " says ('", settings.region, "')"});
}

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

std::string code_of(const http_client::Response& response) {
  const auto errors = xml_elements(response.body, "Error");
  return errors.empty() ? std::string() : xml_text_of(errors.front(), "Code");
}

Verdict verdict_of(int status, std::string_view code) {
  if (status >= 200 && status < 300) return Verdict::kDone;
  if (status == 404) return Verdict::kMissing;
  if (status == 429 || is_one_of(code, {"SlowDown", "TooManyRequests", "RequestTimeout", "OperationAborted"}))
    return Verdict::kBusy;
  // What is not built will not be built in a second.
  if (status >= 500 && status != 501) return Verdict::kFailing;
  return Verdict::kRefused;
}

std::string description_of(std::string_view method, std::string_view key, std::string_view bucket) {
  return key.empty() ? join({method, " the bucket '", bucket, "'"}) : join({method, " ", key});
}

Failure failure_of(const http_client::Response& response, Millis now) {
  Failure failure{response.status, code_of(response), {}, 0};
  failure.region = response.header("x-amz-bucket-region").value_or("");
  if (failure.region.empty()) failure.region = xml_text_of(response.body, "Region");
  const auto date = parse_http_date(response.header("Date").value_or(""));
  if (date && std::abs(*date - now) > kMostClockGap) failure.clock_gap = *date - now;
  return failure;
}

std::string explain(const Failure& failure, const Settings& settings) {
  const std::string_view code = failure.code;
  if (code == "RequestTimeTooSkewed" || (failure.status == 403 && failure.clock_gap != 0))
    return explain_clock(failure.clock_gap);
  if (code == "InvalidAccessKeyId")
    return join({"the object store does not know the access key; look at ", kAccessKeySetting});
  if (code == "SignatureDoesNotMatch") {
    return join({"the secret key is not that of the access key, or a proxy changes the host; look at ",
                 kSecretKeySetting});
  }
  if (is_one_of(code, {"ExpiredToken", "InvalidToken", "TokenRefreshRequired"})) {
    return join({"the temporary credentials are no longer good; renew them in ", kCredentialsFileSetting,
                 " or AWS_SESSION_TOKEN"});
  }
  if (code == "NoSuchBucket") {
    return join({"there is no bucket '", settings.bucket, "'; look at ", kBucketSetting,
                 ", or create it with ", kInitBucketSetting});
  }
  const bool elsewhere = failure.status == 301 || failure.status == 307;
  if (elsewhere || is_one_of(code, {"PermanentRedirect", "AuthorizationHeaderMalformed",
                                    "IllegalLocationConstraintException"})) {
    return explain_region(failure, settings);
  }
  if (failure.status == 401 || failure.status == 403) return explain_access(settings);
  const std::string status = std::to_string(failure.status);
  if (code.empty())
    return join({"it answered ", status, " without a reason, as S3 does not; look at ", kEndpointSetting});
  return join({"it answered ", status, " ", code});
}

}  // namespace ppc::server::s3
