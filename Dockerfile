# PostgreSQL with pgawspipe, of the distribution's packages
#
#	docker build -t pgawspipe .
#	docker run -e POSTGRES_PASSWORD=... pgawspipe
ARG PG_MAJOR=17

FROM postgres:${PG_MAJOR}-bookworm AS build
ARG PG_MAJOR
RUN apt-get update && apt-get install -y --no-install-recommends build-essential \
	pkg-config libcurl4-openssl-dev libjson-c-dev libxml2-dev zlib1g-dev \
	"postgresql-server-dev-${PG_MAJOR}"
COPY . /src
RUN mkdir /build && cd /build && make -j "$(nproc)" -f /src/Makefile VPATH=/src \
	with_llvm=no install DESTDIR=/installed

FROM postgres:${PG_MAJOR}-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates \
	libcurl4 libjson-c5 libxml2 zlib1g && rm -rf /var/lib/apt/lists/*
COPY --from=build /installed /
CMD ["postgres", "-c", "shared_preload_libraries=pgawspipe", "-c", "max_worker_processes=20"]
