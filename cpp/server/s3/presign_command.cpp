#include "server/s3/presign_command.h"

#include <charconv>
#include <map>

#include "server/base/time_text.h"
#include "server/s3/presign.h"

namespace ppc::server::s3 {
namespace {

constexpr const char* kHelp =
    "ppc_server presign: prints a signed URL.\n\n"
    "  --endpoint       address of the object store, such as http://127.0.0.1:9000\n"
    "  --bucket         bucket; empty when the host names it (empty)\n"
    "  --virtual-host   true: the bucket goes before the host instead of before the key (false)\n"
    "  --key            key of the object\n"
    "  --region         region (us-east-1)\n"
    "  --access-key     access key\n"
    "  --secret-key     key that signs\n"
    "  --session-token  token of temporary credentials (none)\n"
    "  --method         method the URL is good for (GET)\n"
    "  --date           when it is signed, such as 20130524T000000Z (now)\n"
    "  --expires        seconds it works, 1 to 604800 (3600)\n"
    "  --version        version that the URL names, as the API's URLs do (none)";

using Values = std::map<std::string, std::string>;

Error invalid(std::string message) { return {ErrorKind::kInvalid, std::move(message)}; }

Result<Values> read_values(std::span<const char* const> arguments) {
  Values values = {{"--endpoint", ""},        {"--bucket", ""},        {"--key", ""},
                   {"--region", "us-east-1"}, {"--access-key", ""},    {"--secret-key", ""},
                   {"--method", "GET"},       {"--session-token", ""}, {"--date", ""},
                   {"--expires", "3600"},     {"--version", ""},       {"--virtual-host", "false"}};
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const auto value = values.find(arguments[i]);
    if (value == values.end())
      return invalid("presign has no flag '" + std::string(arguments[i]) + "'; see --help");
    if (i + 1 == arguments.size()) return invalid(value->first + " needs a value");
    value->second = arguments[i + 1];
  }
  for (const char* needed : {"--endpoint", "--key", "--access-key", "--secret-key"}) {
    if (values[needed].empty()) return invalid(std::string("presign needs ") + needed);
  }
  return values;
}

}  // namespace

Result<std::string> presign_command(std::span<const char* const> arguments, Millis now) {
  if (arguments.size() == 1 && std::string(arguments[0]) == "--help") return std::string(kHelp);
  auto read = read_values(arguments);
  if (!read.ok()) return read.error();
  Values& values = read.value();

  const auto endpoint = parse_endpoint(values["--endpoint"]);
  if (!endpoint)
    return invalid("--endpoint takes http:// or https://, a host and perhaps a port, without a path");
  const auto date = values["--date"].empty() ? now : parse_amz_date(values["--date"]);
  if (!date) return invalid("--date takes a time such as 20130524T000000Z");
  PresignRequest request;
  const std::string& expires = values["--expires"];
  const auto [end, error] =
      std::from_chars(expires.data(), expires.data() + expires.size(), request.lifetime_seconds);
  if (error != std::errc() || end != expires.data() + expires.size() || request.lifetime_seconds < 1 ||
      request.lifetime_seconds > kMaxLifetimeSeconds) {
    return invalid("--expires takes a whole number from 1 to 604800");
  }
  const std::string& virtual_host = values["--virtual-host"];
  if (virtual_host != "true" && virtual_host != "false") return invalid("--virtual-host takes true or false");
  if (virtual_host == "true" && values["--bucket"].empty()) return invalid("--virtual-host needs --bucket");
  request.method = values["--method"];
  request.key = values["--key"];
  request.now = *date;
  if (!values["--version"].empty()) request.extra_query.emplace_back("x-version", values["--version"]);
  Presigner presigner({*endpoint, values["--bucket"], values["--region"], virtual_host == "true"},
                      {values["--access-key"], values["--secret-key"], values["--session-token"]});
  return presigner.url(request);
}

}  // namespace ppc::server::s3
