#include "server/embedded/folder_store.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "server/embedded/data_folder.h"
#include "support/run.h"
#include "support/temporary_folder.h"

namespace ppc::server {
namespace {

namespace fs = std::filesystem;
using test::run;

struct Fixture {
  test::TemporaryFolder folder;
  std::unique_ptr<FolderStore> store = std::move(FolderStore::open(folder.path()).value());

  Result<ObjectInfo> write(const std::string& key, std::string_view bytes,
                           std::string_view type = "image/png", std::string_view note = {}) {
    const NewObject object{bytes, type, note};
    return run(store->put(key, object));
  }
  ObjectInfo put(const std::string& key, std::string_view bytes, std::string_view type = "image/png") {
    return write(key, bytes, type).value();
  }
  Result<ObjectInfo> head(const std::string& key) {
    const std::vector<std::string> keys = {key};
    return run(store->head(keys)).front();
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder.path()))
      names.push_back(entry.path().filename().string());
    return names;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "bytes, type and version come back as they were put") {
  const std::string bytes("\x89PNG\0\n binary", 13);
  const ObjectInfo put_info = put("k", bytes);
  const auto info = head("k");
  REQUIRE(info.ok());
  CHECK(info.value().version == put_info.version);
  CHECK(info.value().version.size() == 32);
  CHECK(info.value().content_type == "image/png");
  CHECK(info.value().bytes == bytes.size());
  CHECK(store->read("k").value().bytes == bytes);
}

TEST_CASE_FIXTURE(Fixture, "a note is kept beside the bytes and replaced with them") {
  const std::string note(kMaxNoteSize, 'n');
  REQUIRE(write("k", "bytes", "image/png", note).value().note == note);
  CHECK(head("k").value().note == note);
  CHECK(head("k").value().bytes == 5);
  CHECK(store->read("k").value().bytes == "bytes");
  put("k", "without");
  CHECK(head("k").value().note.empty());
  CHECK(head("k").value().bytes == 7);
}

TEST_CASE_FIXTURE(Fixture, "a file of a version that knew no notes is read") {
  const std::string version(32, 'a');
  std::string header = "ppc1 " + version + " image/png 5 ";
  header.resize(127, ' ');
  std::ofstream(store->path_of("k")) << header << '\n' << "bytes";
  CHECK(head("k").value().version == version);
  CHECK(head("k").value().bytes == 5);
  CHECK(store->read("k").value().bytes == "bytes");
}

TEST_CASE_FIXTURE(Fixture, "the version is that of the content") {
  const std::string first = put("k", "one").version;
  CHECK(put("k", "two").version != first);
  CHECK(put("other", "one", "image/gif").version == first);
}

TEST_CASE_FIXTURE(Fixture, "an object that was never put, or was removed, is not found") {
  CHECK(head("k").error().kind == ErrorKind::kNotFound);
  put("k", "bytes");
  CHECK(run(store->remove("k")).ok());
  CHECK(head("k").error().kind == ErrorKind::kNotFound);
  CHECK(run(store->remove("k")).ok());
}

TEST_CASE_FIXTURE(Fixture, "many keys are answered in order") {
  put("a", "1");
  put("c", "333");
  const std::vector<std::string> keys = {"a", "b", "c"};
  const auto infos = run(store->head(keys));
  CHECK(infos[0].value().bytes == 1);
  CHECK_FALSE(infos[1].ok());
  CHECK(infos[2].value().bytes == 3);
}

TEST_CASE_FIXTURE(Fixture, "no key leaves the folder, and keys that a file system would confuse stay apart") {
  const std::vector<std::string> keys = {"..",
                                         ".",
                                         "/",
                                         "",
                                         "../../etc/passwd",
                                         "a/../b",
                                         "%2e%2e",
                                         "a",
                                         "A",
                                         "a/b",
                                         "a_b",
                                         std::string("a\0b", 3),
                                         "\xc3\xa9",
                                         "e\xcc\x81",
                                         std::string(5000, 'x'),
                                         "con",
                                         "a.",
                                         "a "};
  for (const auto& key : keys) put(key, "content of " + key);
  CHECK(files().size() == keys.size());
  std::set<std::string> folded;
  for (const std::string& name : files()) {
    CHECK(name.find_first_not_of("0123456789abcdef") == std::string::npos);
    folded.insert(name);
  }
  CHECK(folded.size() == keys.size());
  for (const auto& key : keys) CHECK(store->read(key).value().bytes == "content of " + key);
  CHECK_FALSE(fs::exists(fs::path(folder.path()).parent_path() / "etc"));
}

TEST_CASE_FIXTURE(Fixture, "a write leaves one file and nothing temporary") {
  put("k", "one");
  put("k", "two");
  CHECK(files().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "left-over temporary files are removed at the start, objects stay") {
  put("k", "bytes");
  std::ofstream(folder.path() + "/.tmp-1-1") << "half";
  store.reset();
  store = std::move(FolderStore::open(folder.path()).value());
  CHECK(files().size() == 1);
  CHECK(store->read("k").value().bytes == "bytes");
}

TEST_CASE_FIXTURE(Fixture, "a write that fails leaves the old object and nothing temporary") {
  put("k", "old");
  // A folder in the object's place cannot be replaced by a file, even by root.
  const std::string path = store->path_of("blocked");
  fs::create_directories(path + "/inside");
  CHECK(write("blocked", "new").error().kind == ErrorKind::kUnavailable);
  CHECK(files().size() == 2);
  CHECK(store->read("k").value().bytes == "old");
}

TEST_CASE_FIXTURE(Fixture, "a damaged file is an error, never half a picture") {
  put("k", "0123456789");
  const std::string path = store->path_of("k");
  for (const auto size :
       {fs::file_size(path) - 1, fs::file_size(path) + 1, std::uintmax_t{100}, std::uintmax_t{0}}) {
    CAPTURE(size);
    put("k", "0123456789");
    fs::resize_file(path, size);
    CHECK(store->read("k").error().kind == ErrorKind::kDamaged);
    CHECK(head("k").error().kind == ErrorKind::kDamaged);
  }
}

TEST_CASE_FIXTURE(Fixture, "a reader in the middle of a replacement has the old object whole") {
  put("k", std::string(100000, 'a'));
  const std::string path = store->path_of("k");
  const int file = ::open(path.c_str(), O_RDONLY);
  put("k", std::string(100000, 'b'));
  std::string content(100000 + 128, ' ');
  CHECK(::read(file, content.data(), content.size()) == 100128);
  ::close(file);
  CHECK(content.substr(128) == std::string(100000, 'a'));
}

TEST_CASE_FIXTURE(Fixture, "a store whose folder has gone is not ready") {
  CHECK(run(store->check()).ok());
  fs::remove_all(folder.path());
  CHECK_FALSE(run(store->check()).ok());
  CHECK(write("k", "b").error().kind == ErrorKind::kUnavailable);
}

TEST_CASE("a data folder has one user at a time") {
  const test::TemporaryFolder folder;
  {
    const auto first = FolderLock::take(folder.path());
    REQUIRE(first.ok());
    const auto second = FolderLock::take(folder.path());
    CHECK(second.error().message.starts_with("another server uses the folder"));
  }
  CHECK(FolderLock::take(folder.path()).ok());
}

TEST_CASE("a secret is made once, for its owner only, and kept") {
  const test::TemporaryFolder folder;
  const auto secret = read_or_make_secret(folder.path());
  REQUIRE(secret.ok());
  CHECK(secret.value().size() == 40);
  CHECK(read_or_make_secret(folder.path()).value() == secret.value());
  struct stat status {};
  REQUIRE(::stat((folder.path() + "/secret").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a cut-off secret is an error, not a weak key") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() + "/secret") << "short";
  CHECK(read_or_make_secret(folder.path()).error().kind == ErrorKind::kInvalid);
}

}  // namespace ppc::server
