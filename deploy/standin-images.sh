#!/usr/bin/env bash
# Makes local images that stand in for the public .NET ones, out of the .NET installed on this machine: the SDK with a
# shell, and the runtime without one, as the chiselled image is. Only deploy/check.sh uses them.
set -euo pipefail

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")

# libraries ROOT: the C library and what .NET loads from the system, with the dynamic loader where programs look for it.
libraries() {
  local root=$1 library
  {
    find "$dotnet/host" "$dotnet/shared" -name '*.so' -exec ldd {} + 2> /dev/null
    ldd "$dotnet/dotnet" /bin/sh
    ldconfig -p | grep -E 'lib(ssl|crypto|nss_dns|nss_files|resolv)\.so'
  } | grep -oE '/(usr/)?lib[^ ]*\.so[^ ]*' | grep -v "^$dotnet" | sort -u | while read -r library; do
    [ -e "$library" ] || continue
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done
}

image() {
  local name=$1 root container
  shift
  root=$(mktemp -d)
  mkdir -p "$root"/{etc,tmp,app,root,usr/share/dotnet,usr/bin}
  chmod 1777 "$root/tmp"
  libraries "$root"
  printf 'root:x:0:0::/root:/sbin/nologin\napp:x:1654:1654::/home/app:/sbin/nologin\n' > "$root/etc/passwd"
  printf 'root:x:0:\napp:x:1654:\n' > "$root/etc/group"
  printf 'hosts: files dns\n' > "$root/etc/nsswitch.conf"
  cp -r "$dotnet"/dotnet "$dotnet"/host "$dotnet"/shared "$root/usr/share/dotnet/"
  ln -s /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
  if [ "$name" = standin-sdk ]; then
    cp -r "$dotnet"/sdk "$dotnet"/sdk-manifests "$dotnet"/packs "$root/usr/share/dotnet/"
    mkdir -p "$root/bin"
    cp -L /bin/sh "$root/bin/sh"
    # The restore in the build asks the same package sources, trusting the same authorities, as one outside it.
    mkdir -p "$root/etc/ssl/certs" "$root/root/.nuget/NuGet"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    cp ~/.nuget/NuGet/NuGet.Config "$root/root/.nuget/NuGet/" 2> /dev/null || true
  fi
  container=$(buildah from scratch)
  buildah copy -q "$container" "$root" / > /dev/null
  # As the public images have it; and no build server, which would outlive a build that has no container of its own.
  buildah config \
    --env PATH=/usr/bin:/bin \
    --env APP_UID=1654 \
    --env ASPNETCORE_HTTP_PORTS=8080 \
    --env DOTNET_RUNNING_IN_CONTAINER=true \
    --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true \
    --env DOTNET_NOLOGO=1 \
    --env DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    --env DOTNET_GENERATE_ASPNET_CERTIFICATE=false \
    --env MSBUILDDISABLENODEREUSE=1 \
    --env UseSharedCompilation=false \
    "$container"
  buildah commit -q "$container" "localhost/$name" > /dev/null
  buildah rm "$container" > /dev/null
  rm -rf "$root"
  echo "made localhost/$name"
}

image standin-sdk
image standin-aspnet
