#include "server/embedded/folder_store.h"

#include <unistd.h>

#include <filesystem>

#include "server/base/crypto.h"
#include "server/base/offload.h"

namespace ppc::server {
namespace {

/// Writes wait for the disk; reads come from the page cache and stay on the loop.
constexpr std::size_t kWriterThreads = 2;

}  // namespace

FolderStore::FolderStore(std::string folder) : folder_(std::move(folder)), writers_(kWriterThreads) {}

Result<std::unique_ptr<FolderStore>> FolderStore::open(std::string folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return Error{ErrorKind::kUnavailable, "cannot make the folder " + folder + ": " + code.message()};
  const auto cleaned = remove_temporaries(folder);
  if (!cleaned.ok()) return cleaned.error();
  return std::unique_ptr<FolderStore>(new FolderStore(std::move(folder)));
}

std::string FolderStore::path_of(std::string_view key) const { return folder_ + '/' + to_hex(sha256(key)); }

Task<std::vector<Result<ObjectInfo>>> FolderStore::head(const std::vector<std::string>& keys) {
  std::vector<Result<ObjectInfo>> infos;
  infos.reserve(keys.size());
  for (const auto& key : keys) infos.push_back(read_object_info(path_of(key)));
  co_return std::move(infos);
}

Task<Result<ObjectInfo>> FolderStore::put(const std::string& key, const NewObject& object) {
  const std::string path = path_of(key);
  const auto write = [&] { return write_object(path, object); };
  co_return co_await offload(writers_, write);
}

Task<Result<Done>> FolderStore::remove(const std::string& key) {
  const std::string path = path_of(key);
  co_return co_await offload(writers_, [&] { return remove_object(path); });
}

Task<Result<Done>> FolderStore::check() {
  if (::access(folder_.c_str(), R_OK | W_OK | X_OK) == 0) co_return Done{};
  co_return Error{ErrorKind::kUnavailable, "cannot use the folder " + folder_};
}

Result<StoredObject> FolderStore::read(std::string_view key) const { return read_object(path_of(key)); }

}  // namespace ppc::server
