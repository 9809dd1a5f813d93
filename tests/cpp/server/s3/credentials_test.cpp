#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "server/s3/credentials/credentials_file.h"
#include "server/s3/credentials/credentials_source.h"
#include "support/temporary_folder.h"

namespace ppc::server::s3 {
namespace {

constexpr std::string_view kFile =
    "# made by hand\r\n"
    "[default]\r\n"
    "aws_access_key_id = AKIADEFAULT\r\n"
    "aws_secret_access_key=abc/+=def\r\n"
    "region = eu-central-1\r\n"
    "\n"
    " [ pictures ] \n"
    "; temporary\n"
    "aws_access_key_id=ASIAPICTURES\n"
    "aws_secret_access_key = secret of pictures\n"
    "aws_session_token = token==\n"
    "[half]\n"
    "aws_access_key_id=AKIAHALF\n";

using Variables = std::map<std::string, std::string>;

Environment environment_of(Variables variables) {
  return [variables = std::move(variables)](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
}

void write_keys(const std::string& file, const std::string& access) {
  std::ofstream(file) << "[default]\naws_access_key_id=" << access << "\naws_secret_access_key=secret\n";
}

/// Enough later for the file to be looked at again.
CredentialsSource::TimePoint later(int seconds) {
  return std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
}

}  // namespace

TEST_CASE("a profile's keys are read from a file of AWS's tools") {
  const auto standard = parse_credentials_file(kFile, "default", "f");
  REQUIRE(standard.ok());
  CHECK(standard.value() == Credentials{"AKIADEFAULT", "abc/+=def", ""});
  const auto named = parse_credentials_file(kFile, "pictures", "f");
  REQUIRE(named.ok());
  CHECK(named.value() == Credentials{"ASIAPICTURES", "secret of pictures", "token=="});
}

TEST_CASE("what the file lacks is named, and no value of it") {
  CHECK(parse_credentials_file(kFile, "nobody", "f").error().message == "f has no profile [nobody]");
  CHECK(parse_credentials_file(kFile, "half", "f").error().message ==
        "f has no aws_secret_access_key in [half]");
  CHECK(parse_credentials_file("[default]\n", "default", "f").error().message ==
        "f has no aws_access_key_id in [default]");
  CHECK(parse_credentials_file("aws_access_key_id=a\n", "default", "f").error().kind == ErrorKind::kInvalid);
}

TEST_CASE("settings come before the environment, the environment before a file") {
  const test::TemporaryFolder folder;
  const auto full = environment_of(
      {{"AWS_ACCESS_KEY_ID", "env"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_SESSION_TOKEN", "t"}});
  const auto empty = environment_of({});
  CredentialsSettings settings;
  settings.file = folder.path() + "/credentials";
  write_keys(settings.file, "from-file");
  CHECK(CredentialsSource::open(settings, empty).value()->current().access_key == "from-file");
  CHECK(CredentialsSource::open(settings, full).value()->current() == Credentials{"env", "s", "t"});
  settings.given = {"given", "s", ""};
  CHECK(CredentialsSource::open(settings, full).value()->current().access_key == "given");
}

TEST_CASE("missing keys are named with where to give them") {
  const auto message = [](const CredentialsSettings& settings, Variables variables) {
    return CredentialsSource::open(settings, environment_of(std::move(variables))).error().message;
  };
  CredentialsSettings settings;
  CHECK(
      message(settings, {}) ==
      "there are no keys for the object store: give --access-key and --secret-key, set AWS_ACCESS_KEY_ID and "
      "AWS_SECRET_ACCESS_KEY, or give --credentials-file");
  CHECK(message(settings, {{"AWS_SECRET_ACCESS_KEY", "very secret"}}) ==
        "AWS_SECRET_ACCESS_KEY is set without AWS_ACCESS_KEY_ID");
  settings.given.access_key = "a";
  CHECK(message(settings, {}) == "--access-key is set without --secret-key");
  settings.given.access_key.clear();
  settings.file = "/nowhere/credentials";
  CHECK(message(settings, {}) ==
        "--credentials-file: /nowhere/credentials cannot be read: No such file or directory");
}

TEST_CASE("a file that is replaced is read again, at most once a second") {
  const test::TemporaryFolder folder;
  CredentialsSettings settings;
  settings.file = folder.path() + "/credentials";
  write_keys(settings.file, "first");
  const auto opened = CredentialsSource::open(settings, environment_of({}));
  REQUIRE(opened.ok());
  CredentialsSource& source = *opened.value();
  CHECK(source.current(later(10)).access_key == "first");
  write_keys(settings.file + ".new", "second");
  std::filesystem::rename(settings.file + ".new", settings.file);
  CHECK(source.current(later(10)).access_key == "first");
  CHECK(source.current(later(12)).access_key == "second");
}

TEST_CASE("the old keys stay while the file is gone or half written") {
  const test::TemporaryFolder folder;
  CredentialsSettings settings;
  settings.file = folder.path() + "/credentials";
  write_keys(settings.file, "first");
  const auto opened = CredentialsSource::open(settings, environment_of({}));
  REQUIRE(opened.ok());
  CredentialsSource& source = *opened.value();
  std::ofstream(settings.file) << "[default]\naws_access_key_id=sec";
  CHECK(source.current(later(10)).access_key == "first");
  std::filesystem::remove(settings.file);
  CHECK(source.current(later(12)).access_key == "first");
  write_keys(settings.file, "second");
  CHECK(source.current(later(14)).access_key == "second");
}

}  // namespace ppc::server::s3
