// What signing one URL costs, with the day's key in the cache.
//
//   presign_bench ROUNDS COUNT     prints the nanoseconds of one URL, a line for each round of COUNT URLs
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include "server/s3/presign.h"

namespace {

using namespace ppc::server;

constexpr int kEachSecond = 1000;
constexpr double kStart = 1'790'000'000'000;

double nanoseconds_of_one(s3::Presigner& presigner, int count) {
  std::size_t bytes = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < count; ++i) {
    s3::PresignRequest request;
    request.key = "users/user-" + std::to_string(i) + "/128";
    const int second = i / kEachSecond;
    request.now = kStart + 1000.0 * second;
    request.lifetime_seconds = 3600;
    request.extra_query.emplace_back("x-version", "0123456789abcdef");
    bytes += presigner.url(request).size();
  }
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  // Used, so that the work cannot be left out.
  if (bytes == 0) std::abort();
  return took.count() / count;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const s3::Bucket bucket{*s3::parse_endpoint("https://s3.example.com"), "profile-pictures", "eu-central-1"};
  s3::Presigner presigner(bucket, s3::Credentials{"AKIDEXAMPLEEXAMPLE00", std::string(40, 's'), {}});
  for (int round = std::atoi(arguments[1]); round > 0; --round) {
    std::cout << nanoseconds_of_one(presigner, std::atoi(arguments[2])) << '\n';
  }
}
