// What the bucket must be like before pictures are served from it: looked at when the server starts, and put
// right only when asked to.
#pragma once

#include <string>
#include <vector>

#include "server/s3/requests/requester.h"

namespace ppc::server::s3 {

struct Finding {
  enum class Level {
    kInfo,     // good to know
    kWarning,  // some pages will not get pictures
    kProblem,  // no picture can be served
  };
  Level level;
  std::string text;  // what is wrong and, after it, the command that mends it

  bool operator==(const Finding&) const = default;
};

/// What the answers to HEAD bucket and GET ?cors mean; empty when all is well. `why` is the sentence of
/// Requester::refusal().
std::vector<Finding> findings_of_bucket(const http_client::Response& head, const std::string& why,
                                        const Settings& settings);
std::vector<Finding> findings_of_cors(const http_client::Response& answer,
                                      const std::vector<std::string>& origins, const Settings& settings);

/// What the settings alone tell.
std::vector<Finding> findings_of_settings(const Settings& settings);

/// Looks at settings, bucket and CORS for pages of these origins; changes nothing.
Task<std::vector<Finding>> check_setup(Requester& requester, const std::vector<std::string>& origins);
/// Creates the bucket when there is none, and adds a CORS rule when pages of these origins lack one. Rules
/// that are there stay.
Task<Result<Done>> init_bucket(Requester& requester, const std::vector<std::string>& origins);

}  // namespace ppc::server::s3
