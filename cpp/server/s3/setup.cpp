#include "server/s3/setup.h"

#include "server/base/log.h"
#include "server/s3/content_md5.h"
#include "server/s3/cors_rules.h"
#include "server/s3/setting_names.h"

namespace ppc::server::s3 {
namespace {

/// A shell's quotes around what holds no quote itself.
std::string quoted(const std::string& text) { return "'" + text + "'"; }

std::string aws_command(const Settings& settings, const std::string& subcommand) {
  return "aws --endpoint-url " + settings.endpoints.front().text() + " s3api " + subcommand + " --bucket " +
         settings.bucket;
}

std::string mend_with_init(const std::string& how, const std::string& command) {
  std::string text = "; start the server with the same settings and ";
  return text.append(kInitBucketSetting).append(", or run").append(how).append(": ").append(command);
}

std::string create_command(const Settings& settings) {
  std::string command = aws_command(settings, "create-bucket") + " --region " + settings.region;
  // AWS wants the region named everywhere but in the first one, where it must not be.
  if (settings.region == "us-east-1") return command;
  return command + " --create-bucket-configuration LocationConstraint=" + settings.region;
}

std::string cors_command(const std::vector<std::string>& origins, const Settings& settings) {
  return aws_command(settings, "put-bucket-cors") + " --cors-configuration " +
         quoted(cors_rule_json(origins));
}

Operation bucket_operation(std::string method, const char* subresource = nullptr) {
  Operation operation;
  operation.method = std::move(method);
  if (subresource != nullptr) operation.query.emplace_back(subresource, "");
  return operation;
}

bool is_done(const http_client::Response& response) {
  return verdict_of(response.status, {}) == Verdict::kDone;
}

bool lacks_bucket_cors(const http_client::Response& answer) {
  return answer.status == 501 || answer.status == 405 || code_of(answer) == "NotImplemented";
}

/// MinIO has one CORS setting for all buckets, which allows every origin unless it is changed. Asked for a
/// bucket's rules it says that there are none; only setting them it refuses. Source: MinIO,
/// cmd/dummy-handlers.go.
bool is_minio_without_rules(const http_client::Response& answer) {
  return answer.status == 404 && answer.header("Server").value_or("").starts_with("MinIO");
}

/// The configuration there is; empty when there is none.
std::string configuration_of(const http_client::Response& answer) {
  return is_done(answer) ? answer.body : std::string();
}

Task<Result<Done>> create_bucket(Requester& requester) {
  const Settings& settings = requester.settings();
  Operation operation = bucket_operation("PUT");
  const std::string constraint = "<CreateBucketConfiguration><LocationConstraint>" + settings.region +
                                 "</LocationConstraint></CreateBucketConfiguration>";
  // AWS wants the region named everywhere but in the first one, where it must not be.
  if (settings.region != "us-east-1") operation.body = constraint;
  auto answer = co_await requester.send(operation, requester.deadline());
  const bool region_unknown = answer.ok() && code_of(answer.value()) == "InvalidLocationConstraint";
  if (region_unknown) {
    operation.body = {};
    answer = co_await requester.send(operation, requester.deadline());
  }
  if (!answer.ok()) co_return answer.error();
  const bool is_ours = code_of(answer.value()) == "BucketAlreadyOwnedByYou";
  if (!is_done(answer.value()) && !is_ours) co_return co_await requester.refusal(operation, answer.value());
  log::info("created the bucket '" + settings.bucket + "'");
  co_return Done{};
}

Task<Result<Done>> add_cors_rule(Requester& requester, const std::vector<std::string>& origins) {
  const Operation look = bucket_operation("GET", "cors");
  const auto found = co_await requester.send(look, requester.deadline());
  if (!found.ok()) co_return found.error();
  if (lacks_bucket_cors(found.value())) co_return Done{};
  const std::string configuration = configuration_of(found.value());
  if (!lack_of_cors(configuration, origins)) co_return Done{};
  const std::string wanted = with_cors_rule(configuration, origins);
  Operation put = bucket_operation("PUT", "cors");
  put.body = wanted;
  put.headers.emplace_back("content-md5", content_md5(wanted));
  const auto answer = co_await requester.send(put, requester.deadline());
  if (!answer.ok()) co_return answer.error();
  if (lacks_bucket_cors(answer.value())) co_return Done{};
  if (!is_done(answer.value())) co_return co_await requester.refusal(put, answer.value());
  log::info("added a CORS rule to the bucket '" + requester.settings().bucket + "'");
  co_return Done{};
}

}  // namespace

std::vector<Finding> findings_of_bucket(const http_client::Response& head, const std::string& why,
                                        const Settings& settings) {
  if (is_done(head)) return {};
  if (head.status != 404) return {{Finding::Level::kProblem, why}};
  const std::string text = "there is no bucket '" + settings.bucket + "' at " +
                           settings.endpoints.front().text() + mend_with_init("", create_command(settings));
  return {{Finding::Level::kProblem, text}};
}

std::vector<Finding> findings_of_cors(const http_client::Response& answer,
                                      const std::vector<std::string>& origins, const Settings& settings) {
  if (lacks_bucket_cors(answer) || is_minio_without_rules(answer)) {
    return {{Finding::Level::kInfo,
             "the object store has no CORS rules for a single bucket: its own setting counts (MinIO: "
             "MINIO_API_CORS_ALLOW_ORIGIN, by default every origin)"}};
  }
  const bool is_readable = is_done(answer) || answer.status == 404;
  if (!is_readable) {
    return {
        {Finding::Level::kInfo, "cannot look at the CORS rules of the bucket '" + settings.bucket + "' (" +
                                    std::to_string(answer.status) + ' ' + code_of(answer) +
                                    "): pages get pictures only if it allows GET and HEAD and exposes ETag"}};
  }
  const auto lack = lack_of_cors(configuration_of(answer), origins);
  if (!lack) return {};
  const std::string text =
      "the CORS configuration of the bucket '" + settings.bucket +
      "' does not let pages read pictures: " + *lack +
      mend_with_init(" (which replaces the rules there are)", cors_command(origins, settings));
  return {{Finding::Level::kWarning, text}};
}

std::vector<Finding> findings_of_settings(const Settings& settings) {
  if (settings.endpoints.size() < 2 || settings.public_endpoint) return {};
  const std::string text = "pictures' URLs are signed for " + settings.endpoints.front().text() +
                           " alone: when that gateway fails, browsers get no pictures; name an address that "
                           "always answers with ";
  return {{Finding::Level::kWarning, text + std::string(kPublicUrlSetting)}};
}

namespace {

Task<std::vector<Finding>> findings_of_store(Requester& requester, const std::vector<std::string>& origins) {
  std::vector<Finding> findings;
  const Operation look = bucket_operation("HEAD");
  const auto head = co_await requester.send(look, requester.deadline());
  if (head.ok()) {
    std::string why;
    if (!is_done(head.value())) why = (co_await requester.refusal(look, head.value())).message;
    findings = findings_of_bucket(head.value(), why, requester.settings());
  } else {
    findings.push_back({Finding::Level::kProblem, head.error().message});
  }
  if (!findings.empty()) co_return std::move(findings);
  const Operation look_at_cors = bucket_operation("GET", "cors");
  const auto cors = co_await requester.send(look_at_cors, requester.deadline());
  if (cors.ok()) {
    findings = findings_of_cors(cors.value(), origins, requester.settings());
  } else {
    findings.push_back({Finding::Level::kProblem, cors.error().message});
  }
  co_return std::move(findings);
}

}  // namespace

Task<std::vector<Finding>> check_setup(Requester& requester, const std::vector<std::string>& origins) {
  auto findings = findings_of_settings(requester.settings());
  const auto others = co_await findings_of_store(requester, origins);
  findings.insert(findings.end(), others.begin(), others.end());
  co_return std::move(findings);
}

Task<Result<Done>> init_bucket(Requester& requester, const std::vector<std::string>& origins) {
  const Operation look = bucket_operation("HEAD");
  const auto head = co_await requester.send(look, requester.deadline());
  if (!head.ok()) co_return head.error();
  if (head.value().status == 404) {
    const auto created = co_await create_bucket(requester);
    if (!created.ok()) co_return created.error();
  } else if (!is_done(head.value())) {
    co_return co_await requester.refusal(look, head.value());
  }
  co_return co_await add_cors_rule(requester, origins);
}

}  // namespace ppc::server::s3
