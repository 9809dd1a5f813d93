// An object store in memory that can fail, and that can let something happen while it is asked.
#pragma once

#include <functional>
#include <map>

#include "server/ports/object_store.h"

namespace ppc::server::test {

class MemoryObjectStore final : public ObjectStore {
 public:
  Task<std::vector<Result<ObjectInfo>>> head(const std::vector<std::string>& keys) override {
    ++heads;
    std::vector<Result<ObjectInfo>> infos;
    infos.reserve(keys.size());
    for (const auto& key : keys) infos.push_back(info_of(key));
    if (auto meanwhile = std::exchange(while_heading, nullptr)) co_await meanwhile();
    co_return std::move(infos);
  }
  Task<Result<ObjectInfo>> put(const std::string& key, const NewObject& object) override {
    if (down) co_return Error{ErrorKind::kUnavailable, "the store is down"};
    objects[key] = {"v" + std::to_string(++versions), std::string(object.content_type), object.bytes.size(),
                    0, std::string(object.note)};
    co_return objects[key];
  }
  Task<Result<Done>> remove(const std::string& key) override {
    if (down) co_return Error{ErrorKind::kUnavailable, "the store is down"};
    objects.erase(key);
    co_return Done{};
  }
  Task<Result<Done>> check() override {
    if (down) co_return Error{ErrorKind::kUnavailable, "the store is down"};
    co_return Done{};
  }

  std::map<std::string, ObjectInfo> objects;
  bool down = false;
  int heads = 0;
  int versions = 0;
  /// Runs once, after the next head() has looked and before it answers.
  std::function<Task<void>()> while_heading;

 private:
  Result<ObjectInfo> info_of(const std::string& key) const {
    if (down) return Error{ErrorKind::kUnavailable, "the store is down"};
    const auto found = objects.find(key);
    if (found == objects.end()) return Error{ErrorKind::kNotFound, key + " does not exist"};
    return found->second;
  }
};

}  // namespace ppc::server::test
