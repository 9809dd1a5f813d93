/** The part of aws4 that the tests use; the package has no types of its own. */
declare module 'aws4' {
  interface Signed {
    path: string;
  }
  interface Request {
    service: string;
    region: string;
    host: string;
    path: string;
    signQuery: boolean;
  }
  interface Credentials {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  }
  const aws4: { sign(request: Request, credentials: Credentials): Signed };
  export default aws4;
}
