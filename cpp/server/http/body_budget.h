// Memory for the bodies that are under way on all connections of the process.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

namespace ppc::server {

/// For any number of event loops. It must outlive its shares.
class BodyBudget {
 public:
  /// Given back at the end of its life.
  class Share {
   public:
    Share(BodyBudget* budget, std::uint64_t bytes) : budget_(budget), bytes_(bytes) {}
    ~Share() {
      if (budget_ != nullptr) budget_->left_ += bytes_;
    }
    Share(Share&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Share& operator=(Share&&) = delete;

   private:
    BodyBudget* budget_;  // null: there is nothing to give back
    std::uint64_t bytes_;
  };

  explicit BodyBudget(std::uint64_t bytes) : left_(bytes) {}

  /// Nothing when so much is not left.
  std::optional<Share> take(std::uint64_t bytes) {
    // Most requests have no body: event loops do not meet for them.
    if (bytes == 0) return Share(nullptr, 0);
    std::uint64_t left = left_;
    do {
      if (left < bytes) return std::nullopt;
    } while (!left_.compare_exchange_weak(left, left - bytes));
    return Share(this, bytes);
  }

 private:
  std::atomic<std::uint64_t> left_;
};

}  // namespace ppc::server
