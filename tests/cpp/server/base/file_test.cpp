#include "server/base/file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "support/temporary_folder.h"

namespace ppc::server {
namespace {

struct Fixture {
  std::string problem() const {
    const auto content = read_file(path);
    return content.ok() ? "" : content.error().message;
  }
  void write(const std::string& text) const { std::ofstream(path, std::ios::binary) << text; }

  test::TemporaryFolder folder;
  std::string path = folder.path() + "/file";
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a file is read as it is, up to a megabyte") {
  const std::string text = std::string("a\0b\r\n", 5) + std::string(kMaxFileBytes - 5, 'x');
  write(text);
  CHECK(read_file(path).value().text == text);
  write(text + "y");
  CHECK(problem() == path + " has more than 1 MB");
}

TEST_CASE_FIXTURE(Fixture, "what is no file is told, and not waited for") {
  CHECK(problem() == path + " cannot be read: No such file or directory");
  ::mkfifo(path.c_str(), 0600);
  CHECK(problem() == path + " is no regular file");
  path = folder.path();
  CHECK(problem() == path + " is no regular file");
  path = "/dev/zero";
  CHECK(problem() == path + " is no regular file");
}

TEST_CASE_FIXTURE(Fixture, "the stamp is that of the file, and another once it is replaced") {
  CHECK(stamp_of(path) == FileStamp{});
  write("a");
  const FileStamp stamp = stamp_of(path);
  CHECK(read_file(path).value().stamp == stamp);
  std::ofstream(path + ".new") << "b";
  std::filesystem::rename(path + ".new", path);
  CHECK_FALSE(stamp_of(path) == stamp);
}

}  // namespace ppc::server
