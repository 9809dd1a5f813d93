// What a signed URL costs in the memory before Redis.
//
//   record_memory COUNT     prints the bytes of the process for each of COUNT records
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "server/process/system_clock.h"
#include "server/url_cache/record_map.h"

namespace {

using namespace ppc::server;

/// Of the length that signatures with the default settings have.
constexpr std::size_t kUrlSize = 420;

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t whole = 0;
  std::size_t resident = 0;
  file >> whole >> resident;
  constexpr std::size_t kPage = 4096;
  return resident * kPage;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const auto records = static_cast<std::size_t>(std::atol(arguments[1]));
  const SystemClock clock;
  RecordMapLimits limits;
  limits.entries = records;
  RecordMap map(clock, limits);
  const std::size_t before = resident_bytes();
  for (std::size_t i = 0; i < records; ++i) {
    const SignedPicture picture{
        std::string(kUrlSize, 'u'), std::string(32, 'v'), "image/webp", 4000, clock.now(), clock.now()};
    map.keep({"profile_pic_url:user-" + std::to_string(i) + ":128", picture, {}});
  }
  std::cout << (resident_bytes() - before) / records << '\n';
}
