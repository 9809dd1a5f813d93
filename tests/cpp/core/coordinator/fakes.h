// In-memory ports. They log each call as one line and keep what was asked until a test answers it.
//
//   indexedDB.lookup #1 ann@128 bob@128      indexedDB.keep ann@128=v1     indexedDB.remove ann
//   indexedDB.clear                          network.describe #2 128 ann bob
//   network.download ann@128 [fresh]         network.abortDescribe #2      network.abortDownload ann@128
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/names.h"
#include "core/coordinator/coordinator.h"

namespace ppc::testing {

using CallLog = std::vector<std::string>;

inline std::string name_of(std::string_view user_id, Variant variant) {
  return std::string(user_id) + "@" + std::to_string(variant);
}

/// L1, shared by the tabs of a world.
struct MemoryStorage final : LocalStoragePort {
  /// By user id; one without a record is something that is none.
  std::map<std::string, std::optional<LocalRecord>, std::less<>> items;
  std::size_t quota = 5'000'000;
  bool refuses = false;
  int writes = 0;

  StoredRecord read(std::string_view user_id) override {
    const auto found = items.find(user_id);
    if (found == items.end()) return {};
    return {found->second, bytes_of(*found)};
  }
  std::uint32_t write(std::string_view user_id, const LocalRecord& record) override {
    ++writes;
    const auto old = items.find(user_id);
    const std::size_t freed = old == items.end() ? 0 : bytes_of(*old);
    const std::pair<const std::string, std::optional<LocalRecord>> item(user_id, record);
    if (refuses || size() - freed + bytes_of(item) > quota) return 0;
    items[item.first] = record;
    return bytes_of(item);
  }
  void remove(std::string_view user_id) override { items.erase(std::string(user_id)); }
  std::vector<StoredUser> list() override {
    std::vector<StoredUser> users;
    for (const auto& item : items) users.push_back({item.first, bytes_of(item)});
    return users;
  }
  std::size_t size() const {
    std::size_t bytes = 0;
    for (const auto& item : items) bytes += bytes_of(item);
    return bytes;
  }
  /// About what the text of the record takes.
  static std::uint32_t bytes_of(const std::pair<const std::string, std::optional<LocalRecord>>& item) {
    std::size_t units = 30 + item.first.size();
    if (item.second) {
      for (const LocalVariant& variant : item.second->variants) units += 120 + variant.url.size();
    }
    return static_cast<std::uint32_t>(2 * units);
  }
};

/// What L2 or L3 holds, shared by the tabs of a world.
struct SharedBytes {
  struct Stored {
    std::string version;
    std::string content_type;
    std::uint32_t bytes = 1000;
    Millis fetched_at = 0;
  };
  std::map<std::pair<std::string, Variant>, Stored> pictures;
  std::map<std::string, Millis> removed_at;
  Millis cleared_at = -kNever;
};

struct OwnedRef {
  Slot slot;
  Generation generation;
  std::string user_id;
  Variant variant;
};

struct FakeBytes final : BytesPort {
  struct Lookup {
    BatchId batch;
    std::vector<OwnedRef> pictures;
  };
  Layer layer;
  SharedBytes& shared;
  CallLog& calls;
  std::vector<Lookup> pending;

  FakeBytes(Layer which, SharedBytes& storage, CallLog& log) : layer(which), shared(storage), calls(log) {}

  void lookup(BatchId batch, std::span<const PictureRef> pictures) override {
    Lookup lookup{batch, {}};
    std::string line = name() + ".lookup #" + std::to_string(batch);
    for (const PictureRef& picture : pictures) {
      lookup.pictures.push_back(
          {picture.slot, picture.generation, std::string(picture.user_id), picture.variant});
      line += " " + name_of(picture.user_id, picture.variant);
    }
    pending.push_back(std::move(lookup));
    calls.push_back(line);
  }
  void keep(std::span<const KeepRequest> pictures) override {
    std::string line = name() + ".keep";
    for (const KeepRequest& request : pictures) {
      const std::string user_id(request.picture.user_id);
      line += " " + name_of(user_id, request.picture.variant) + "=" + std::string(request.version);
      const auto removed = shared.removed_at.find(user_id);
      if (removed != shared.removed_at.end() && request.asked_at < removed->second) continue;
      if (request.asked_at < shared.cleared_at) continue;
      shared.pictures[{user_id, request.picture.variant}] = {
          std::string(request.version), std::string(request.content_type), 1000, request.fetched_at};
    }
    calls.push_back(line);
  }
  void remove(std::span<const std::string_view> user_ids, Millis at, Millis fetched_up_to) override {
    std::string line = name() + ".remove";
    for (const std::string_view user_id : user_ids) {
      line += " " + std::string(user_id);
      Millis& removed_at = shared.removed_at[std::string(user_id)];
      removed_at = std::max(removed_at, at);
      std::erase_if(shared.pictures, [=](const auto& entry) {
        return entry.first.first == user_id && entry.second.fetched_at <= fetched_up_to;
      });
    }
    calls.push_back(line);
  }
  void clear(Millis at) override {
    shared.pictures.clear();
    shared.cleared_at = std::max(shared.cleared_at, at);
    calls.push_back(name() + ".clear");
  }
  std::string name() const { return std::string(layer_name(layer)); }
};

struct FakeNetwork final : NetworkPort {
  struct Describe {
    BatchId batch;
    Variant variant;
    std::vector<std::string> user_ids;
  };
  struct Download {
    OwnedRef picture;
    std::string url;
    bool fresh;
  };
  CallLog& calls;
  std::vector<Describe> describes;
  std::vector<Download> downloads;

  explicit FakeNetwork(CallLog& log) : calls(log) {}

  void describe(BatchId batch, Variant variant, std::span<const std::string_view> user_ids) override {
    Describe describe{batch, variant, {}};
    std::string line = "network.describe #" + std::to_string(batch) + " " + std::to_string(variant);
    for (const std::string_view user_id : user_ids) {
      describe.user_ids.emplace_back(user_id);
      line += " " + std::string(user_id);
    }
    describes.push_back(std::move(describe));
    calls.push_back(line);
  }
  void download(const PictureRef& picture, std::string_view url, bool fresh) override {
    const OwnedRef ref{picture.slot, picture.generation, std::string(picture.user_id), picture.variant};
    downloads.push_back({ref, std::string(url), fresh});
    calls.push_back("network.download " + name_of(ref.user_id, ref.variant) + (fresh ? " fresh" : ""));
  }
  void abort_describe(BatchId batch) override {
    calls.push_back("network.abortDescribe #" + std::to_string(batch));
    aborted_describes.push_back(batch);
  }
  void abort_download(Slot slot, Generation generation) override {
    std::string name = "?";
    for (const Download& download : downloads) {
      if (download.picture.slot == slot && download.picture.generation == generation) {
        name = name_of(download.picture.user_id, download.picture.variant);
      }
    }
    calls.push_back("network.abortDownload " + name);
    aborted_downloads.push_back({slot, generation});
  }

  std::vector<BatchId> aborted_describes;
  std::vector<std::pair<Slot, Generation>> aborted_downloads;
};

struct ChosenRandom final : RandomSource {
  double value = 0.5;
  double next() override { return value; }
};

}  // namespace ppc::testing
