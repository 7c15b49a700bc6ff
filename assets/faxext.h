/*
 * faxext.h: what a plug-in may keep with Faxwell.
 *
 * A device provider (faxdev.h) or a routing extension (faxroute.h) that exports FaxExtInitializeConfig may keep data with
 * the server: pieces of up to 64 KiB, each under a GUID of the plug-in's own and for a line or for none. They outlast
 * restarts, lie with the server's other settings, and administrators read and change them from anywhere (`faxwell
 * property`), so a plug-in needs no file or registry of its own. Whoever has registered is told of changes.
 *
 * Include faxdev.h or faxroute.h first.
 */
#ifndef FAXWELL_FAXEXT_H
#define FAXWELL_FAXEXT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define FAXEXT_EXPORT __declspec(dllexport)
#else
#define FAXEXT_EXPORT __attribute__((visibility("default")))
#endif

/* Whose number a device's is. Faxwell has no telephony system: both name the same lines, and each keeps data of its own.
 * A provider uses its own numbers (FaxDevVirtualDeviceCreation), a routing extension those it is called with. Device 0 is
 * no line. */
#define DEV_ID_SRC_FAX  0
#define DEV_ID_SRC_TAPI 1

#define FAXEXT_DATA_MAX 65536u

/* Win32 numbers that these functions give back beside 0: 2 nothing is kept there, 8 there are too many pieces, 20 no such
 * device, 87 a GUID or size that makes no sense, 1460 the server does not answer, 7008 it cannot write. */

/* Reads a piece. Data is to be freed with the function that does so. */
typedef uint32_t (*PFAX_EXT_GET_DATA)(uint32_t DeviceId, int32_t DevIdSrc, const FAX_CHAR *DataGuid, uint8_t **Data,
                                      uint32_t *DataSize);

/* Keeps a piece; it is on the disk when this comes back. Size 0 takes it away. Faxwell: Module is not looked at; a process
 * is not told of its own changes. */
typedef uint32_t (*PFAX_EXT_SET_DATA)(void *Module, uint32_t DeviceId, int32_t DevIdSrc, const FAX_CHAR *DataGuid,
                                      const uint8_t *Data, uint32_t DataSize);

/* FaxExtConfigChange, the plug-in's own function: a piece it has registered for was changed. It comes on a thread of its
 * own, may use the functions here, and must come back soon. Size 0: the piece is gone. Negative: it could not use it. */
typedef int32_t (*PFAX_EXT_CONFIG_CHANGE)(uint32_t DeviceId, const FAX_CHAR *DataGuid, uint8_t *Data, uint32_t DataSize);

/* Registers for changes of a piece, which need not be there yet. NULL: it failed, and the last error says why. */
typedef void *(*PFAX_EXT_REGISTER_FOR_EVENTS)(void *Module, uint32_t DeviceId, int32_t DevIdSrc, const FAX_CHAR *DataGuid,
                                              PFAX_EXT_CONFIG_CHANGE ConfigChange);

/* Ends a registration. */
typedef uint32_t (*PFAX_EXT_UNREGISTER_FOR_EVENTS)(void *Notification);

typedef void (*PFAX_EXT_FREE_BUFFER)(void *Buffer);

/* May be left out. Of a provider called after FaxDevVirtualDeviceCreation, of a routing extension before
 * FaxRouteInitialize, once in every process. The functions stay valid until the library is unloaded, on every thread.
 * Negative: the plug-in is not used in this run. */
FAXEXT_EXPORT int32_t FaxExtInitializeConfig(PFAX_EXT_GET_DATA GetData, PFAX_EXT_SET_DATA SetData,
                                             PFAX_EXT_REGISTER_FOR_EVENTS Register,
                                             PFAX_EXT_UNREGISTER_FOR_EVENTS Unregister, PFAX_EXT_FREE_BUFFER FreeBuffer);

#ifdef __cplusplus
}
#endif
#endif
