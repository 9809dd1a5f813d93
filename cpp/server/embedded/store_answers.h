// S3's answers: objects, parts of objects, and errors as XML.
#pragma once

#include <string_view>

#include "core/base/types.h"
#include "server/embedded/object_file.h"
#include "server/http/message.h"
#include "server/s3/verify.h"

namespace ppc::server {

/// <Error><Code>...</Code><Message>...</Message><Resource>...</Resource></Error>
Response xml_error(const s3::Refusal& refusal, std::string_view resource);
/// 200, 206, 304, 412 or 416, as the request's conditions and range ask.
///
/// Cache-Control is private, and lasts as long as the signature: the API puts the version into the URL, so
/// one URL means the same bytes, and the browser's own cache may answer a second use without asking. The ETag
/// serves those who ask all the same.
Response object_response(const Request& request, StoredObject object, Millis signature_left);
/// Every page may read the answers, errors too: the signature is the permission.
void add_cors(Response& response);
Response cors_preflight();

}  // namespace ppc::server
