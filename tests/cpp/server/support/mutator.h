// Damaged inputs without end, for a bounded time: PPC_FUZZ_SECONDS, two by default.
#pragma once

#include <chrono>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace ppc::server::test {

/// Starts from samples and changes bytes, cuts, doubles and joins pieces. The seed is the same in every run,
/// so that a failure comes again; PPC_FUZZ_SEED changes it.
class Mutator {
 public:
  /// `words` are pieces that mean something to the parser under test.
  Mutator(std::vector<std::string> samples, std::vector<std::string> words)
      : samples_(std::move(samples)), words_(std::move(words)), random_(seed()) {}

  std::string next() {
    std::string text = pick(samples_);
    for (std::size_t i = 1 + below(6); i > 0; --i) mutate(text);
    return text;
  }
  /// A number from 0 to limit - 1.
  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  static unsigned seed() {
    const char* text = std::getenv("PPC_FUZZ_SEED");
    return text == nullptr ? 1 : static_cast<unsigned>(std::atoi(text));
  }
  const std::string& pick(const std::vector<std::string>& list) { return list[below(list.size())]; }

  void mutate(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    const std::size_t size = below(text.size() - at + 1);
    switch (below(6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, size);
        break;
      case 2:
        text.insert(at, text.substr(at, size));
        break;
      case 3:
        text.insert(at, pick(words_));
        break;
      case 4:
        text = text.substr(0, at) + pick(samples_);
        break;
      default:
        text.insert(at, std::string(below(20'000), static_cast<char>(below(256))));
    }
  }

  std::vector<std::string> samples_;
  std::vector<std::string> words_;
  std::mt19937 random_;
};

/// Calls `one` until the time is over; how often.
template <class One>
std::size_t fuzz(One one) {
  const char* seconds = std::getenv("PPC_FUZZ_SECONDS");
  const auto time = std::chrono::seconds(seconds == nullptr ? 2 : std::atoi(seconds));
  const auto end = std::chrono::steady_clock::now() + time;
  std::size_t rounds = 0;
  for (; std::chrono::steady_clock::now() < end; ++rounds) one();
  return rounds;
}

}  // namespace ppc::server::test
