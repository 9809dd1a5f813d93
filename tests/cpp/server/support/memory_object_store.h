// An object store in memory that can fail, and that can let something happen while it is asked.
#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <map>
#include <optional>

#include "server/base/crypto.h"
#include "server/ports/object_store.h"

namespace ppc::server::test {

class MemoryObjectStore final : public ObjectStore {
 public:
  Task<std::vector<Result<ObjectInfo>>> head(const std::vector<std::string>& keys) override {
    ++heads;
    co_await others();
    std::vector<Result<ObjectInfo>> infos;
    infos.reserve(keys.size());
    for (const auto& key : keys) infos.push_back(info_of(key));
    if (auto meanwhile = std::exchange(while_heading, nullptr)) co_await meanwhile();
    co_return std::move(infos);
  }
  Task<Result<ObjectInfo>> put(const std::string& key, const NewObject& object) override {
    co_await others();
    if (!may_write() || (on_put && !on_put(key))) co_return out_of_order();
    ObjectInfo info{to_hex(sha256(object.bytes)).substr(0, 8), std::string(object.content_type),
                    object.bytes.size(), 0, std::string(object.note)};
    bytes[key] = object.bytes;
    objects[key] = info;
    if (answers_are_lost) co_return out_of_order();
    co_return info;
  }
  Task<Result<Done>> remove(const std::string& key) override {
    co_await others();
    if (!may_write()) co_return out_of_order();
    objects.erase(key);
    co_return Done{};
  }
  Task<Result<Done>> check() override {
    ++checks;
    co_await others();
    if (down) co_return out_of_order();
    co_return Done{};
  }

  std::map<std::string, ObjectInfo> objects;
  std::map<std::string, std::string> bytes;
  bool down = false;
  /// Puts and removals that still work; every one after them fails. Nothing: all work.
  std::optional<int> writes_left;
  bool answers_are_lost = false;
  /// Asked for each put; false: it fails.
  std::function<bool(const std::string& key)> on_put;
  /// How often other coroutines go on in the middle of a call; asked for each call.
  std::function<std::size_t()> pauses;
  int heads = 0;
  int checks = 0;
  /// Runs once, after the next head() has looked and before it answers.
  std::function<Task<void>()> while_heading;

 private:
  Task<void> others() const {
    for (std::size_t left = pauses ? pauses() : 0; left > 0; --left)
      co_await boost::asio::post(boost::asio::use_awaitable_t<Executor>());
  }
  static Error out_of_order() { return {ErrorKind::kUnavailable, "the store is down"}; }
  bool may_write() { return !down && (!writes_left || (*writes_left)-- > 0); }
  Result<ObjectInfo> info_of(const std::string& key) const {
    if (down) return out_of_order();
    const auto found = objects.find(key);
    if (found == objects.end()) return Error{ErrorKind::kNotFound, key + " does not exist"};
    return found->second;
  }
};

}  // namespace ppc::server::test
