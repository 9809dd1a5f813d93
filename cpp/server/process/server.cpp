#include "server/process/server.h"

#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <thread>
#include <vector>

#include "server/base/log.h"
#include "server/process/open_files.h"
#include "server/process/worker.h"

namespace ppc::server {
namespace {

using Workers = std::vector<std::unique_ptr<Worker>>;

std::size_t threads_of(const Config& config) {
  if (config.threads > 0) return static_cast<std::size_t>(config.threads);
  return std::max(1U, std::thread::hardware_concurrency());
}

Result<Workers> open_workers(SharedParts& shared, const Ports& ports) {
  Workers workers;
  for (std::size_t i = 0; i < threads_of(shared.config); ++i) {
    auto worker = Worker::open(shared, ports, i == 0);
    if (!worker.ok()) return worker.error();
    workers.push_back(std::move(worker.value()));
  }
  return workers;
}

std::string listening_line(const Config& config, const Ports& ports) {
  std::string store = config.public_store_url;
  if (ports.store != 0) store = origin_of(config.host, ports.store);
  if (store.empty()) store = config.s3_endpoints.front();
  return "{\"listening\":{\"api\":\"" + origin_of(config.host, ports.api) + "\",\"store\":\"" + store +
         "\"}}";
}

/// The first worker runs on this thread, together with the signals.
void run_until_signal(Workers& workers, const std::string& listening) {
  boost::asio::signal_set signals(workers.front()->loop(), SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& code, int) {
    if (code) return;
    log::info("stopping");
    for (const auto& worker : workers) worker->stop();
  });
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < workers.size(); ++i) {
    threads.emplace_back([&worker = *workers[i]] { worker.run(); });
  }
  // Not before signals are handled: whoever reads the line may send one at once.
  std::puts(listening.c_str());
  std::fflush(stdout);
  workers.front()->run();
}

}  // namespace

Result<Done> serve(Config config) {
  config.max_connections = connections_that_fit(config.max_connections);
  auto shared = make_shared_parts(config);
  if (!shared.ok()) return shared.error();
  if (!shared.value()->folder) {
    const auto prepared = prepare_bucket(config);
    if (!prepared.ok()) return prepared.error();
  }
  const auto ports = settle_ports(config);
  if (!ports.ok()) return ports.error();
  auto workers = open_workers(*shared.value(), ports.value());
  if (!workers.ok()) return workers.error();
  for (const auto& worker : workers.value()) worker->start();
  run_until_signal(workers.value(), listening_line(config, ports.value()));
  // Threads first: they work for coroutines of the loops.
  shared.value()->renditions.reset();
  shared.value()->folder.reset();
  return Done{};
}

}  // namespace ppc::server
