#include "server/s3/credentials/credentials_file.h"

namespace ppc::server::s3 {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool is_section(std::string_view line) { return line.starts_with('[') && line.ends_with(']'); }

std::string_view section_name(std::string_view line) { return trimmed(line.substr(1, line.size() - 2)); }

void take(std::string_view line, Credentials& credentials) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return;
  const auto name = trimmed(line.substr(0, equals));
  const auto value = trimmed(line.substr(equals + 1));
  if (name == "aws_access_key_id") credentials.access_key = value;
  if (name == "aws_secret_access_key") credentials.secret_key = value;
  if (name == "aws_session_token") credentials.session_token = value;
}

Error invalid(std::string_view file, std::string_view profile, std::string_view lacks) {
  std::string message(file);
  message.append(" has ").append(lacks).append(" [").append(profile).append(1, ']');
  return {ErrorKind::kInvalid, std::move(message)};
}

}  // namespace

Result<Credentials> parse_credentials_file(std::string_view text, std::string_view profile,
                                           std::string_view file) {
  Credentials credentials;
  bool found = false;
  bool inside = false;
  for (std::string_view raw : split(text, '\n')) {
    const auto line = trimmed(raw);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (is_section(line)) {
      inside = section_name(line) == profile;
      found = found || inside;
    } else if (inside) {
      take(line, credentials);
    }
  }
  if (!found) return invalid(file, profile, "no profile");
  if (credentials.access_key.empty()) return invalid(file, profile, "no aws_access_key_id in");
  if (credentials.secret_key.empty()) return invalid(file, profile, "no aws_secret_access_key in");
  return credentials;
}

}  // namespace ppc::server::s3
