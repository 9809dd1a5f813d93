// What the settings of the object store are called in messages: the flags of the program.
#pragma once

#include <string_view>

namespace ppc::server::s3 {

inline constexpr std::string_view kEndpointSetting = "--s3";
inline constexpr std::string_view kPublicUrlSetting = "--public-store-url";
inline constexpr std::string_view kBucketSetting = "--bucket";
inline constexpr std::string_view kRegionSetting = "--region";
inline constexpr std::string_view kAccessKeySetting = "--access-key";
inline constexpr std::string_view kSecretKeySetting = "--secret-key";
inline constexpr std::string_view kCredentialsFileSetting = "--credentials-file";
inline constexpr std::string_view kVirtualHostSetting = "--virtual-host";
inline constexpr std::string_view kCaFileSetting = "--s3-ca-file";
inline constexpr std::string_view kInitBucketSetting = "--init-bucket";

}  // namespace ppc::server::s3
