# The server as an image, from the program that `cargo xtask release` built: `docker build --tag offcut-server target/release-files`.
# Not from scratch: libheif, which reads HEIC for the API, is loaded while the program runs, which a static one cannot do.
FROM debian:trixie-slim

COPY offcut-server /usr/local/bin/offcut-server
# A volume that is mounted here belongs to the user below: `--data /data`.
RUN install --directory --owner=10001 --group=10001 /data

# As environment variables and not as flags, so that the health check knows them too.
ENV OFFCUT_ADDRESS=0.0.0.0 \
    OFFCUT_PORT=8080
EXPOSE 8080
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["offcut-server", "healthcheck"]
ENTRYPOINT ["offcut-server"]
# Nothing is written to disk unless another command says where: `docker run … offcut-server --data /data`.
CMD ["--stateless"]
