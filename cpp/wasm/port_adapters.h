// The core's ports, each as calls on one JavaScript object of js/client. A picture crosses as (slot,
// generation): the other side knows the user and the variant of a slot. No method of those objects may throw:
// the module is built without exceptions, and an unwound frame would leave the core half changed.
#pragma once

#include <emscripten/val.h>

#include <span>
#include <string_view>
#include <vector>

#include "core/coordinator/coordinator.h"

namespace ppc::wasm {

class LocalStorageAdapter final : public LocalStoragePort {
 public:
  explicit LocalStorageAdapter(emscripten::val port) : port_(std::move(port)) {}
  StoredRecord read(std::string_view user_id) override;
  std::uint32_t write(std::string_view user_id, const LocalRecord& record) override;
  void remove(std::string_view user_id) override;
  std::vector<StoredUser> list() override;

 private:
  emscripten::val port_;
};

class BytesAdapter final : public BytesPort {
 public:
  explicit BytesAdapter(emscripten::val port) : port_(std::move(port)) {}
  void lookup(BatchId batch, std::span<const PictureRef> pictures) override;
  void keep(std::span<const KeepRequest> pictures) override;
  void remove(std::span<const std::string_view> user_ids, Millis at, Millis fetched_up_to) override;
  void clear(Millis at) override;

 private:
  emscripten::val port_;
};

class NetworkAdapter final : public NetworkPort {
 public:
  explicit NetworkAdapter(emscripten::val port) : port_(std::move(port)) {}
  void describe(BatchId batch, Variant variant, std::span<const std::string_view> user_ids) override;
  void download(const PictureRef& picture, std::string_view url, bool fresh) override;
  void abort_describe(BatchId batch) override;
  void abort_download(Slot slot, Generation generation) override;

 private:
  emscripten::val port_;
};

class RandomAdapter final : public RandomSource {
 public:
  double next() override;
};

}  // namespace ppc::wasm
