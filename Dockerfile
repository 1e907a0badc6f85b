# The whole of Offcut from this repository alone: `docker build --tag offcut-server .`
# A first build takes about half an hour on two cores; the caches below make a second one short.

FROM rust:1.95.0-trixie AS build
# Node runs wasm-opt, without which page and workers are a quarter larger and slower.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nodejs npm \
    && rm -rf /var/lib/apt/lists/*
# Tools that the build installs go to a folder of it.
ENV XDG_CACHE_HOME=/var/cache
WORKDIR /offcut
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/var/cache/offcut \
    --mount=type=cache,target=/offcut/target \
    cargo xtask site \
    && cargo build --release --locked --package server \
    && install -D target/release/offcut-server /out/offcut-server \
    && install -d /out/data

FROM debian:trixie-slim
COPY --from=build /out/offcut-server /usr/local/bin/offcut-server
COPY --from=build /offcut/dist /srv/offcut/dist
COPY models /srv/offcut/models
# A volume that is mounted here belongs to the user below: `--data /data`.
COPY --from=build --chown=10001:10001 /out/data /data

# As environment variables and not as flags, so that the health check knows them too.
ENV OFFCUT_ADDRESS=0.0.0.0 \
    OFFCUT_PORT=8080 \
    OFFCUT_SITE=/srv/offcut/dist \
    OFFCUT_MODELS=/srv/offcut/models
EXPOSE 8080
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["offcut-server", "healthcheck"]
ENTRYPOINT ["offcut-server"]
# Nothing is written to disk unless another command says where: `docker run … offcut-server --data /data`.
CMD ["--stateless"]
