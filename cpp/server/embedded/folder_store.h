// The object store of a server that runs alone: a folder with one file for each object.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>

#include "server/embedded/object_file.h"
#include "server/ports/object_store.h"

namespace ppc::server {

class FolderStore final : public ObjectStore {
 public:
  /// Makes the folder when it is not there and removes what interrupted writes have left. No two processes
  /// may use one folder; see FolderLock.
  static Result<std::unique_ptr<FolderStore>> open(std::string folder);

  Task<std::vector<Result<ObjectInfo>>> head(const std::vector<std::string>& keys) override;
  Task<Result<ObjectInfo>> put(const std::string& key, const NewObject& object) override;
  Task<Result<Done>> remove(const std::string& key) override;
  Task<Result<Done>> check() override;

  /// The whole object, for the store's own endpoint.
  Result<StoredObject> read(std::string_view key) const;
  /// The file of a key: its hash, so that no key can lead out of the folder or be too long.
  std::string path_of(std::string_view key) const;

 private:
  explicit FolderStore(std::string folder);

  std::string folder_;
  boost::asio::thread_pool writers_;
};

}  // namespace ppc::server
