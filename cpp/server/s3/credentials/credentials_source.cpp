#include "server/s3/credentials/credentials_source.h"

#include <sys/stat.h>

#include <cstdlib>
#include <optional>

#include "server/base/file.h"
#include "server/base/log.h"
#include "server/s3/credentials/credentials_file.h"
#include "server/s3/setting_names.h"

namespace ppc::server::s3 {
namespace {

constexpr std::chrono::seconds kLookEvery{1};

Error invalid(std::string message) { return {ErrorKind::kInvalid, std::move(message)}; }

Result<Credentials> both_keys(Credentials credentials, std::string_view access_name,
                              std::string_view secret_name) {
  if (!credentials.access_key.empty() && !credentials.secret_key.empty()) return credentials;
  const bool lacks_access = credentials.access_key.empty();
  std::string message(lacks_access ? secret_name : access_name);
  message.append(" is set without ").append(lacks_access ? access_name : secret_name);
  return invalid(std::move(message));
}

Credentials environment_credentials(const Environment& environment) {
  return {environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"),
          environment("AWS_SESSION_TOKEN")};
}

bool is_given(const Credentials& credentials) {
  return !credentials.access_key.empty() || !credentials.secret_key.empty();
}

Error no_keys() {
  std::string message = "there are no keys for the object store: give ";
  message.append(kAccessKeySetting).append(" and ").append(kSecretKeySetting);
  message.append(", set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give ")
      .append(kCredentialsFileSetting);
  return invalid(std::move(message));
}

/// From settings or environment; nothing when neither has any.
std::optional<Result<Credentials>> constant_credentials(const CredentialsSettings& settings,
                                                        const Environment& environment) {
  if (is_given(settings.given)) return both_keys(settings.given, kAccessKeySetting, kSecretKeySetting);
  const auto found = environment_credentials(environment);
  if (is_given(found)) return both_keys(found, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
  return std::nullopt;
}

}  // namespace

std::string system_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Result<std::shared_ptr<CredentialsSource>> CredentialsSource::open(const CredentialsSettings& settings,
                                                                   const Environment& environment) {
  std::shared_ptr<CredentialsSource> source(new CredentialsSource);
  auto found = constant_credentials(settings, environment);
  if (!found) {
    if (settings.file.empty()) return no_keys();
    source->file_ = settings.file;
    source->profile_ = settings.profile;
    source->stamp_ = stamp_of(settings.file);
    found = source->read();
  }
  if (!found->ok()) return found->error();
  source->credentials_ = std::move(found->value());
  return source;
}

std::shared_ptr<CredentialsSource> CredentialsSource::fixed(Credentials credentials) {
  std::shared_ptr<CredentialsSource> source(new CredentialsSource);
  source->credentials_ = std::move(credentials);
  return source;
}

CredentialsSource::Stamp CredentialsSource::stamp_of(const std::string& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return {};
  return {found.st_dev, found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

Result<Credentials> CredentialsSource::read() const {
  const auto content = read_file(file_);
  if (!content.ok()) return invalid(std::string(kCredentialsFileSetting) + ": " + content.error().message);
  return parse_credentials_file(content.value().text, profile_, file_);
}

void CredentialsSource::read_again() {
  const Stamp stamp = stamp_of(file_);
  if (stamp == stamp_) return;
  stamp_ = stamp;
  auto found = read();
  if (!found.ok()) return log::warning("keeping the old keys of the object store: " + found.error().message);
  credentials_ = std::move(found.value());
  log::info("read new keys of the object store from " + file_);
}

const Credentials& CredentialsSource::current(TimePoint now) {
  if (!file_.empty() && now >= next_look_) {
    next_look_ = now + kLookEvery;
    read_again();
  }
  return credentials_;
}

}  // namespace ppc::server::s3
